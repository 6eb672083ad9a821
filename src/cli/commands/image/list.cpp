// `ropewalk image list` and `ropewalk image retain`: what a repository has, and what of it may go.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "app/image/list_images.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "cli/commands/image/image.h"
#include "cli/commands/image/registry_options.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kListOptions = {
    kUserOption,
    kPasswordOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "The result for programs (schemas/image-list.schema.json)"},
};

constexpr std::array kRetainOptions = {
    Option{.name = "--keep", .letter = "", .value = "N", .help = "So many of the newest stay (default: 10)"},
    Option{.name = "--older-than",
           .letter = "",
           .value = "TIME",
           .help = "What is younger stays: 12h, 30d (default: age does not count)"},
    Option{.name = "--deployed",
           .letter = "",
           .value = "DIGEST",
           .help = "A digest that is deployed and stays; may be repeated",
           .repeats = true},
    Option{.name = "--keep-tag",
           .letter = "",
           .value = "PATTERN",
           .help = "Images with such a tag stay: latest, 1.*; may be repeated",
           .repeats = true},
    Option{.name = "--delete", .letter = "", .value = "", .help = "Delete them; without it they are only shown"},
    kUserOption,
    kPasswordOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "The result for programs (schemas/image-retain.schema.json)"},
};

json::object to_json(const image::ListedImage& one) {
  json::array tags(one.tags.begin(), one.tags.end());
  json::array platforms(one.platforms.begin(), one.platforms.end());
  return {{"digest", one.digest},
          {"tags", std::move(tags)},
          {"created", to_rfc3339(one.created)},
          {"platforms", std::move(platforms)},
          {"size", one.size},
          {"signed", one.has_signature}};
}

std::string line_of(const image::ListedImage& one) {
  return fmt::format("{}  {}  {:>8}  {}{}", one.digest, to_rfc3339(one.created).substr(0, 10), size_text(one.size),
                     fmt::join(one.tags, ", "), one.has_signature ? "  signed" : "");
}

/// A repository with its images.
struct Opened {
  image::Reference reference;
  std::unique_ptr<image::Registry> registry;
  std::vector<image::ListedImage> images;
};

Result<Opened> open(const Arguments& arguments, Outside& outside) {
  auto reference = image::parse_reference(arguments.operands().front());
  if (!reference) {
    return fail(std::move(reference.error()));
  }
  if (!reference->tag.empty() || !reference->digest.empty()) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' is an image, and a repository is needed", reference->text()),
                fmt::format("name {}", reference->name()));
  }
  const auto credentials = given_credentials(arguments, outside);
  if (!credentials) {
    return fail(credentials.error());
  }
  auto registry = open_registry(reference->registry, *credentials, outside);
  if (!registry) {
    return fail(std::move(registry.error()));
  }
  auto images = app::list_images(**registry, reference->repository);
  if (!images) {
    return fail(std::move(images.error()));
  }
  return Opened{std::move(*reference), std::move(*registry), std::move(*images)};
}

int run_list(const Arguments& arguments, Outside& outside) {
  const auto opened = open(arguments, outside);
  if (!opened) {
    return report(opened.error(), outside);
  }
  if (arguments.has("--json")) {
    json::array images;
    for (const image::ListedImage& one : opened->images) {
      images.push_back(to_json(one));
    }
    outside.screen().print(
        to_pretty_json_text(json::object{{"repository", opened->reference.name()}, {"images", std::move(images)}}) +
        "\n");
    return kExitSuccess;
  }
  for (const image::ListedImage& one : opened->images) {
    outside.screen().print(line_of(one) + "\n");
  }
  return kExitSuccess;
}

Result<std::chrono::seconds> read_age(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  constexpr std::int64_t kMost = 1'000'000;
  const int seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86400 : 0;
  if (error != std::errc() || number <= 0 || number > kMost || seconds == 0) {
    return fail(ErrorKind::kUsage, fmt::format("--older-than takes a time, not '{}'", text), "write it as 12h or 30d");
  }
  return std::chrono::seconds(number * seconds);
}

Result<image::RetainRule> read_rule(const Arguments& arguments) {
  image::RetainRule rule;
  const auto keep = arguments.number("--keep", 0, rule.keep);
  if (!keep) {
    return fail(keep.error());
  }
  rule.keep = *keep;
  if (const auto text = arguments.value("--older-than")) {
    const auto age = read_age(*text);
    if (!age) {
      return fail(age.error());
    }
    rule.older_than = *age;
  }
  for (const std::string& text : arguments.values("--deployed")) {
    const std::string digest = text.substr(text.rfind('@') == std::string::npos ? 0 : text.rfind('@') + 1);
    if (!image::is_digest(digest)) {
      return fail(ErrorKind::kUsage, fmt::format("--deployed takes a digest, not '{}'", text));
    }
    rule.deployed.insert(digest);
  }
  rule.keep_tags = arguments.values("--keep-tag");
  return rule;
}

int run_retain(const Arguments& arguments, Outside& outside) {
  const auto rule = read_rule(arguments);
  if (!rule) {
    return report(rule.error(), outside);
  }
  const auto opened = open(arguments, outside);
  if (!opened) {
    return report(opened.error(), outside);
  }
  const auto decisions = image::decide_retention(opened->images, *rule, outside.clock().now());
  const bool deletes = arguments.has("--delete");
  std::vector<image::ListedImage> staying;
  for (const image::RetainDecision& one : decisions) {
    if (!one.goes) {
      staying.push_back(one.image);
    }
  }
  json::array entries;
  int count = 0;
  for (const image::RetainDecision& one : decisions) {
    if (!arguments.has("--json")) {
      outside.screen().print(fmt::format("{} {}: {}\n", one.goes ? (deletes ? "delete" : "would delete") : "keep",
                                         line_of(one.image), one.why));
    }
    if (one.goes && deletes) {
      const auto gone = app::delete_image(*opened->registry, opened->reference.repository, one.image, staying);
      if (!gone) {
        return report(gone.error(), outside);
      }
    }
    count += one.goes ? 1 : 0;
    json::object entry = to_json(one.image);
    entry["goes"] = one.goes;
    entry["why"] = one.why;
    entries.push_back(std::move(entry));
  }
  if (arguments.has("--json")) {
    outside.screen().print(
        to_pretty_json_text(json::object{
            {"repository", opened->reference.name()}, {"deleted", deletes}, {"images", std::move(entries)}}) +
        "\n");
  } else if (!deletes && count > 0) {
    outside.screen().print("nothing was deleted: pass --delete to do it\n");
  }
  return kExitSuccess;
}

}  // namespace

const Command& image_list_command() {
  static constexpr Command kCommand{
      .name = "image list",
      .summary = "List the images of a repository in a registry",
      .about = "\nThe newest first, each with its tags, size and whether it is signed.\n",
      .examples = "\nropewalk image list ghcr.io/acme/parcels\n",
      .operands = {.value = "REPOSITORY", .help = "A repository without a tag", .at_least = 1, .at_most = 1},
      .options = kListOptions,
      .run = run_list,
  };
  return kCommand;
}

const Command& image_retain_command() {
  static constexpr Command kCommand{
      .name = "image retain",
      .summary = "Delete old images of a repository, never what is deployed",
      .about = R"text(
Shows which images of REPOSITORY would go and why each of the others stays; with --delete
they go, together with their signatures and attestations. What two images share stays.
)text",
      .examples = R"text(
ropewalk image retain ghcr.io/acme/parcels --keep 20 --older-than 30d --deployed sha256:…
)text",
      .operands = {.value = "REPOSITORY", .help = "A repository without a tag", .at_least = 1, .at_most = 1},
      .options = kRetainOptions,
      .run = run_retain,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
