// `ropewalk image build`: an image from a Dockerfile.
#include <fmt/format.h>

#include <array>

#include "app/folders.h"
#include "app/image/build_image.h"
#include "app/image/build_json.h"
#include "cli/commands/image/build_printer.h"
#include "cli/commands/image/image.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::string_view kWhatGroup = "What is built";
constexpr std::string_view kHowGroup = "How it is built";

constexpr std::array kOptions = {
    Option{.name = "--file",
           .letter = "-f",
           .value = "FILE",
           .help = "The Dockerfile (default: DIR/Dockerfile)",
           .completion = Completion::kFile,
           .group = kWhatGroup},
    Option{.name = "--tag",
           .letter = "-t",
           .value = "NAME",
           .help = "What it is called: a repository, whose tags come from git, or repository:tag; may be repeated",
           .repeats = true,
           .group = kWhatGroup},
    Option{.name = "--platform",
           .letter = "",
           .value = "P,…",
           .help = "linux/amd64, linux/arm64 … (default: this machine's)",
           .repeats = true,
           .group = kWhatGroup},
    Option{.name = "--target",
           .letter = "",
           .value = "STAGE",
           .help = "The stage that becomes the image (default: the last)",
           .group = kWhatGroup},
    Option{.name = "--build-arg",
           .letter = "",
           .value = "NAME=VALUE",
           .help = "A value for an ARG; may be repeated",
           .repeats = true,
           .group = kWhatGroup},
    Option{.name = "--label",
           .letter = "",
           .value = "NAME=VALUE",
           .help = "A label, over those from git and from the Dockerfile; may be repeated",
           .repeats = true,
           .group = kWhatGroup},
    Option{.name = "--annotation",
           .letter = "",
           .value = "NAME=VALUE",
           .help = "An annotation of the manifest; may be repeated",
           .repeats = true,
           .group = kWhatGroup},
    Option{.name = "--secret",
           .letter = "",
           .value = "id=NAME,src=FILE",
           .help = "A secret for RUN --mount=type=secret, from a file or with env=VARIABLE; may be repeated",
           .repeats = true,
           .group = kHowGroup},
    Option{.name = "--ssh",
           .letter = "",
           .value = "ID[=FILE]",
           .help = "A key or agent for RUN --mount=type=ssh; may be repeated",
           .repeats = true,
           .group = kHowGroup},
    Option{.name = "--no-cache", .letter = "", .value = "", .help = "Carry out every step again", .group = kHowGroup},
    Option{.name = "--pull",
           .letter = "",
           .value = "WHEN",
           .help = "Look for base images in their registry: missing (default), always or never",
           .group = kHowGroup},
    Option{.name = "--cache-from",
           .letter = "",
           .value = "REPOSITORY",
           .help = "Take layers of earlier builds from there",
           .group = kHowGroup},
    Option{.name = "--cache-to",
           .letter = "",
           .value = "REPOSITORY",
           .help = "Keep the layers of this build there",
           .group = kHowGroup},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "The result for programs (schemas/image-build.schema.json)"},
};

constexpr std::string_view kAbout = R"text(
Reads the Dockerfile of DIR (default: the current folder), builds it with buildah, and
keeps the image by its digest. What the builder cannot take is given an equal form or
refused with its line. The same commit gives the same digest on every machine: times come
from the commit, modes and owners from git's rules, labels from git.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk image build -t ghcr.io/acme/parcels
  ropewalk image build -t ghcr.io/acme/parcels --platform linux/amd64,linux/arm64 --push
  ropewalk image build --secret id=pip,src=pip.conf --build-arg PYTHON=3.13 service
)text";

Result<image::Pull> read_pull(const Arguments& arguments) {
  const std::string word = arguments.value("--pull").value_or("missing");
  if (word == "missing") {
    return image::Pull::kMissing;
  }
  if (word == "always") {
    return image::Pull::kAlways;
  }
  if (word == "never") {
    return image::Pull::kNever;
  }
  return fail(ErrorKind::kUsage, fmt::format("--pull takes missing, always or never, not '{}'", word));
}

Result<app::ImageRequest> read_request(const Arguments& arguments, Outside& outside) {
  app::ImageRequest request;
  const std::filesystem::path here = outside.environment().current_directory();
  request.folder = here;
  if (!arguments.operands().empty()) {
    request.folder = (here / arguments.operands().front()).lexically_normal();
  }
  if (outside.files().type_followed(request.folder) != ports::FileType::kDirectory) {
    return fail(ErrorKind::kUsage, fmt::format("{} is not a folder", request.folder.string()));
  }
  if (const auto file = arguments.value("--file")) {
    request.file = here / *file;
  }
  request.platforms = arguments.values("--platform");
  request.target = arguments.value("--target").value_or("");
  for (const auto& [option, into] : {std::pair{"--build-arg", &request.arguments},
                                     {"--label", &request.labels},
                                     {"--annotation", &request.annotations}}) {
    auto pairs = arguments.pairs(option);
    if (!pairs) {
      return fail(std::move(pairs.error()));
    }
    for (auto& [name, value] : *pairs) {
      (*into)[name] = value;
    }
  }
  request.secrets = arguments.values("--secret");
  request.ssh = arguments.values("--ssh");
  auto pull = read_pull(arguments);
  if (!pull) {
    return fail(std::move(pull.error()));
  }
  request.pull = *pull;
  request.uses_cache = !arguments.has("--no-cache");
  request.cache_from = arguments.value("--cache-from").value_or("");
  request.cache_to = arguments.value("--cache-to").value_or("");
  return request;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto request = read_request(arguments, outside);
  if (!request) {
    return report(request.error(), outside);
  }
  const auto place =
      app::find_place(outside.files(), outside.environment(), outside.repositories(), request->folder.string());
  if (!place) {
    return report(place.error(), outside);
  }
  app::ImageStore store(app::folders(outside.environment()).cache / "images", outside.files());
  const bool is_json = arguments.has("--json");
  BuildPrinter printer(outside.screen(), is_json ? Stream::kErrors : Stream::kOutput,
                       request->platforms.size() > 1 ||
                           (!request->platforms.empty() && request->platforms.front().find(',') != std::string::npos));
  const app::BuildPorts ports{outside.files(), outside.process(), outside.environment(), outside.clock()};
  const auto built = app::build_image(*request, *place, store, printer, ports, outside.signals().interrupted());
  if (!built.image) {
    return report(built.errors, outside);
  }
  for (const std::string& warning : built.image->warnings) {
    warn(warning, {}, {}, outside);
  }
  if (is_json) {
    outside.screen().print(to_pretty_json_text(app::to_json(*built.image)) + "\n");
    return kExitSuccess;
  }
  for (const app::PlatformImage& one : built.image->platforms) {
    outside.screen().print(fmt::format("{}  {}  {}, {} of {} steps cached, {}\n", one.platform.text(),
                                       one.manifest.digest, size_text(one.size()), one.cached_steps, one.steps,
                                       duration_text(one.time)));
  }
  outside.screen().print(fmt::format("{}\n", built.image->digest));
  return kExitSuccess;
}

}  // namespace

const Command& image_build_command() {
  static constexpr Command kCommand{
      .name = "image build",
      .summary = "Build an image from a Dockerfile",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "[DIR]",
                   .help = "The folder that is the context of the build",
                   .at_least = 0,
                   .at_most = 1,
                   .completion = Completion::kFolder},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
