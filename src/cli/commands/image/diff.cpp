// `ropewalk image diff`: what differs between two images.
#include <fmt/format.h>

#include <array>

#include "app/folders.h"
#include "app/image/open_side.h"
#include "cli/commands/image/image.h"
#include "cli/commands/image/registry_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--platform",
           .letter = "",
           .value = "P",
           .help = "Which of several platforms (default: this machine's)"},
    kUserOption,
    kPasswordOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "The result for programs (schemas/image-diff.schema.json)"},
};

json::object to_json(const image::ImageDifference& difference, const image::DiffSide& a, const image::DiffSide& b) {
  json::array layers;
  for (const image::LayerDifference& one : difference.layers) {
    layers.push_back(json::object{{"index", one.index},
                                  {"a", one.a},
                                  {"b", one.b},
                                  {"same", one.is_same},
                                  {"same_content", one.has_same_content},
                                  {"created_by", one.created_by}});
  }
  json::array files;
  for (const image::FileDifference& one : difference.files) {
    files.push_back(json::object{
        {"path", one.path}, {"layer", one.layer}, {"kind", one.kind}, {"a", one.a}, {"b", one.b}, {"why", one.why}});
  }
  json::array config;
  for (const image::ConfigDifference& one : difference.config) {
    config.push_back(json::object{{"path", one.path}, {"a", one.a}, {"b", one.b}});
  }
  return {{"a", a.digest},
          {"b", b.digest},
          {"same", difference.is_same()},
          {"layers", std::move(layers)},
          {"files", std::move(files)},
          {"config", std::move(config)}};
}

std::string cut(const std::string& text) {
  constexpr std::size_t kLongest = 60;
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "…";
}

void show(const image::ImageDifference& difference, Outside& outside) {
  if (difference.is_same()) {
    outside.screen().print("the same image\n");
    return;
  }
  for (const image::ConfigDifference& one : difference.config) {
    outside.screen().print(fmt::format("configuration {}: {} | {}\n", one.path, cut(one.a), cut(one.b)));
  }
  for (const image::LayerDifference& layer : difference.layers) {
    if (layer.is_same) {
      continue;
    }
    outside.screen().print(fmt::format("layer {} ({}){}\n", layer.index, cut(layer.created_by),
                                       layer.has_same_content ? ": the same files, packed in another way" : ""));
    for (const image::FileDifference& file : difference.files) {
      if (file.layer == layer.index) {
        const bool shows_values =
            file.kind == "mode" || file.kind == "owner" || file.kind == "time" || file.kind == "target";
        outside.screen().print(fmt::format("  {:<8} {}{}{}\n", file.kind, file.path,
                                           shows_values ? fmt::format(" ({} | {})", file.a, file.b) : "",
                                           file.why.empty() ? "" : ": " + file.why));
      }
    }
  }
}

int run(const Arguments& arguments, Outside& outside) {
  const auto credentials = given_credentials(arguments, outside);
  if (!credentials) {
    return report(credentials.error(), outside);
  }
  const app::ImageStore store(app::folders(outside.environment()).cache / "images", outside.files());
  const std::string platform = arguments.value("--platform").value_or("");
  const auto ports = registry_ports(outside);
  const std::stop_token stop = outside.signals().interrupted();
  const auto a = app::open_side(arguments.operands()[0], platform, store, *credentials, ports, stop);
  if (!a) {
    return report(a.error(), outside);
  }
  const auto b = app::open_side(arguments.operands()[1], platform, store, *credentials, ports, stop);
  if (!b) {
    return report(b.error(), outside);
  }
  const auto difference = image::diff_images(*a, *b);
  if (!difference) {
    return report(difference.error(), outside);
  }
  if (arguments.has("--json")) {
    outside.screen().print(to_pretty_json_text(to_json(*difference, *a, *b)) + "\n");
  } else {
    show(*difference, outside);
  }
  return difference->is_same() ? kExitSuccess : kExitFailure;
}

}  // namespace

const Command& image_diff_command() {
  static constexpr Command kCommand{
      .name = "image diff",
      .summary = "Name the layers and files in which two images differ, and why",
      .about = R"text(
A and B are references, digests of images that were built here (sha256:…), or files: OCI
layouts and archives. Exits with 0 when they are the same image and with 1 when they differ.
)text",
      .examples = R"text(
ropewalk image diff sha256:1a2b… sha256:3c4d…
  ropewalk image diff ghcr.io/acme/parcels:1.4.1 ghcr.io/acme/parcels:1.4.2
)text",
      .operands =
          {.value = "A B", .help = "The two images", .at_least = 2, .at_most = 2, .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
