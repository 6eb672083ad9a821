// `ropewalk image build`: an image from a Dockerfile.
#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "app/folders.h"
#include "app/image/build_image.h"
#include "app/image/build_json.h"
#include "app/image/build_plan.h"
#include "app/image/documents.h"
#include "app/image/pin_bases.h"
#include "base/hash.h"
#include "base/rfc3339.h"
#include "cli/commands/image/build_printer.h"
#include "cli/commands/image/image.h"
#include "cli/commands/image/live_build.h"
#include "cli/commands/image/publish.h"
#include "cli/commands/image/registry_options.h"
#include "cli/commands/keys/passphrase.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::string_view kWhatGroup = "What is built";
constexpr std::string_view kPublishGroup = "Where it goes";
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
    Option{.name = "--check",
           .letter = "",
           .value = "",
           .help = "Read everything, say what would be built, and build nothing",
           .group = kHowGroup},
    Option{.name = "--pin",
           .letter = "",
           .value = "",
           .help = "Write the digests of base images into the Dockerfile, say which have moved, and build nothing",
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
    Option{.name = "--push",
           .letter = "",
           .value = "",
           .help = "Publish it under its names, with its documents",
           .group = kPublishGroup},
    Option{
        .name = "--latest", .letter = "", .value = "", .help = "Give it the tag latest, too", .group = kPublishGroup},
    Option{.name = "--move-tags",
           .letter = "",
           .value = "",
           .help = "Let tags like 1.2.3 and sha-1a2b3c4 be moved from another image",
           .group = kPublishGroup},
    kKeyOption,
    kPassphraseOption,
    kKeylessOption,
    kFulcioOption,
    kRekorOption,
    kUserOption,
    kPasswordOption,
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

bool has_several_platforms(const app::ImageRequest& request) {
  return request.platforms.size() > 1 ||
         (!request.platforms.empty() && request.platforms.front().find(',') != std::string::npos);
}

Result<app::ImageRequest> read_request(const Arguments& arguments, Outside& outside) {
  app::ImageRequest request;
  const std::filesystem::path here = outside.environment().current_directory();
  request.folder = here;
  if (!arguments.operands().empty()) {
    request.folder = (here / arguments.operands().front()).lexically_normal();
    if (!request.folder.has_filename()) {
      request.folder = request.folder.parent_path();  // `.` and `service/` are called as their folders are
    }
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

/// What the command line asks besides the build itself, read before anything is built.
struct Asked {
  app::ImageRequest request;
  std::vector<std::string> names;
  std::optional<image::Credentials> credentials;
  std::optional<keys::PrivateKey> key;
  std::optional<app::KeylessSettings> keyless;
};

Result<Asked> read_asked(const Arguments& arguments, Outside& outside) {
  auto request = read_request(arguments, outside);
  if (!request) {
    return fail(std::move(request.error()));
  }
  Asked asked{
      .request = std::move(*request), .names = arguments.values("--tag"), .credentials = {}, .key = {}, .keyless = {}};
  for (const std::string& name : asked.names) {
    if (auto reference = image::parse_reference(name); !reference) {
      return fail(std::move(reference.error()));
    }
  }
  if (arguments.has("--push") && asked.names.empty()) {
    return fail(ErrorKind::kUsage, "--push needs a name to publish it under", "pass -t registry/repository");
  }
  auto key = signing_key(arguments, outside);
  if (!key) {
    return fail(std::move(key.error()));
  }
  asked.key = std::move(*key);
  auto keyless = keyless_settings(arguments, outside);
  if (!keyless) {
    return fail(std::move(keyless.error()));
  }
  asked.keyless = std::move(*keyless);
  auto credentials = given_credentials(arguments, outside);
  if (!credentials) {
    return fail(std::move(credentials.error()));
  }
  asked.credentials = std::move(*credentials);
  return asked;
}

/// Shows what would be built.
int check(const app::ImageRequest& request, const app::Place& place, Outside& outside) {
  const auto plan =
      app::plan_build(request, place, {outside.files(), outside.process(), outside.environment(), outside.clock()});
  if (!plan.plan) {
    return report(plan.errors, outside);
  }
  for (const std::string& warning : plan.plan->warnings) {
    warn(warning, {}, {}, outside);
  }
  for (const std::string& note : plan.plan->notes) {
    outside.screen().print(fmt::format("note: {}\n", note));
  }
  for (const app::PlatformPlan& one : plan.plan->platforms) {
    outside.screen().print(fmt::format("{}: {} of context, {}\n", one.platform.text(),
                                       count_text(one.context.files, "file"), size_text(one.context.archive.size())));
    for (const image::dockerfile::BaseImage& base : one.bases) {
      outside.screen().print(fmt::format("  stands on {}\n", base.name));
    }
  }
  return kExitSuccess;
}

/// Writes the digests of now into the Dockerfile.
int pin(const app::ImageRequest& request, Outside& outside) {
  const auto read = app::read_dockerfile_of(request, outside.files(), outside.environment());
  if (!read.errors.empty()) {
    return report(read.errors, outside);
  }
  const auto pins = app::pin_bases(read.dockerfile, registry_ports(outside), outside.signals().interrupted());
  if (!pins) {
    return report(pins.error(), outside);
  }
  for (const std::string& left : pins->left) {
    outside.screen().print(fmt::format("note: {}\n", left));
  }
  for (const app::PinnedBase& base : pins->bases) {
    const std::string_view what = base.before.empty()       ? "is pinned to"
                                  : base.before == base.now ? "is still"
                                                            : "has moved to";
    outside.screen().print(fmt::format("{} {} {}\n", base.name, what, base.now));
  }
  if (pins->text != read.dockerfile.file->text()) {
    if (auto written = outside.files().write(read.path, pins->text); !written) {
      return report(written.error(), outside);
    }
  }
  return kExitSuccess;
}

/// Everything that is told of a build.
struct Told {
  app::BuiltImageSet image;
  /// Of the first platform, since the last build of the folder.
  std::optional<std::int64_t> grew;
  app::ImageDocuments documents;
  std::optional<Published> published;
  std::string reference;
};

json::object to_json(const Told& told) {
  json::object object = app::to_json(told.image);
  object["reference"] = told.reference;
  json::array tags;
  if (told.published) {
    tags.insert(tags.end(), told.published->tags.begin(), told.published->tags.end());
  }
  object["tags"] = std::move(tags);
  object["pushed"] = told.published.has_value();
  object["signed"] = told.published && told.published->is_signed;
  object["sbom"] = told.documents.sbom.string();
  object["spdx"] = told.documents.spdx.string();
  object["provenance"] = told.documents.provenance.string();
  json::array largest;
  for (const app::LargeFile& file : told.documents.largest) {
    largest.push_back(json::object{{"path", file.path}, {"size", file.size}, {"layer", file.layer}});
  }
  object["largest"] = std::move(largest);
  object["grew"] = told.grew ? json::value(*told.grew) : json::value(nullptr);
  return object;
}

std::string summary_of(const Told& told) {
  std::string text = fmt::format(
      "### Image\n\n`{}`\n\n| platform | digest | size | cached | time |\n|---|---|---|---|---|\n", told.reference);
  for (const app::PlatformImage& one : told.image.platforms) {
    text += fmt::format("| {} | `{}` | {} | {} of {} | {} |\n", one.platform.text(), one.manifest.digest,
                        size_text(one.size()), one.cached_steps, one.steps, duration_text(one.time));
  }
  return text + "\n";
}

void show(const Told& told, bool is_json, Outside& outside) {
  if (is_json) {
    outside.screen().print(to_pretty_json_text(to_json(told)) + "\n");
    return;
  }
  for (const app::PlatformImage& one : told.image.platforms) {
    outside.screen().print(fmt::format("{}  {}  {}, {} of {} steps cached, {}\n", one.platform.text(),
                                       one.manifest.digest, size_text(one.size()), one.cached_steps, one.steps,
                                       duration_text(one.time)));
  }
  for (const app::LargeFile& file : told.documents.largest) {
    outside.screen().print(fmt::format("  {:>8}  {}\n", size_text(file.size), file.path));
  }
  if (told.grew && *told.grew != 0) {
    outside.screen().print(fmt::format("{} by {} since the last build\n", *told.grew > 0 ? "grew" : "shrank",
                                       size_text(static_cast<std::uint64_t>(std::abs(*told.grew)))));
  }
  if (told.published) {
    for (const std::string& tag : told.published->tags) {
      outside.screen().print(fmt::format("pushed {}\n", tag));
    }
    outside.screen().print(fmt::format("{} sent, {} there already{}\n",
                                       count_text(static_cast<std::uint64_t>(told.published->sent.blobs_sent), "layer"),
                                       told.published->sent.blobs_there, told.published->is_signed ? ", signed" : ""));
  }
  outside.screen().print(fmt::format("{}\n", told.reference));
}

/// Compares with the last build of the same folder and stage, and becomes that itself.
std::optional<std::int64_t> grown_since_last(const app::ImageRequest& request, const app::BuiltImageSet& image,
                                             app::ImageStore& store) {
  const app::PlatformImage& first = image.platforms.front();
  const std::string key = to_hex(sha256(fmt::format("last\n{}\n{}\n{}\n{}", request.folder.string(),
                                                    request.file.string(), request.target, first.platform.text())));
  const auto size = static_cast<std::int64_t>(first.size());
  const auto before = store.record(key);
  static_cast<void>(store.keep_record(key, {{"size", size}}));
  const json::value* last = before ? before->if_contains("size") : nullptr;
  return last != nullptr && last->is_int64() ? std::optional(size - last->get_int64()) : std::nullopt;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto asked = read_asked(arguments, outside);
  if (!asked) {
    return report(asked.error(), outside);
  }
  const app::ImageRequest& request = asked->request;
  const auto place =
      app::find_place(outside.files(), outside.environment(), outside.repositories(), request.folder.string());
  if (!place) {
    return report(place.error(), outside);
  }
  if (arguments.has("--check")) {
    return check(request, *place, outside);
  }
  if (arguments.has("--pin")) {
    return pin(request, outside);
  }
  const app::Folders folders = app::folders(outside.environment());
  app::ImageStore store(folders.cache / "images", outside.files());
  const bool is_json = arguments.has("--json");
  // Where lines can be painted over, and standard output is for people.
  auto live = !is_json && outside.screen().can_draw()
                  ? std::make_unique<LiveBuild>(has_several_platforms(request), outside)
                  : nullptr;
  BuildPrinter printer(outside.screen(), is_json ? Stream::kErrors : Stream::kOutput, has_several_platforms(request));
  app::BuildWatcher& watcher = live ? static_cast<app::BuildWatcher&>(*live) : printer;
  const app::BuildPorts ports{outside.files(), outside.process(), outside.environment(), outside.clock()};
  const std::string started = to_rfc3339(outside.clock().now());
  auto built = app::build_image(request, *place, store, watcher, ports, outside.signals().interrupted());
  if (live) {
    live->end(!built.image);
  }
  if (!built.image) {
    return report(built.errors, outside);
  }
  for (const std::string& warning : built.image->warnings) {
    warn(warning, {}, {}, outside);
  }
  Told told{.image = std::move(*built.image), .grew = {}, .documents = {}, .published = {}, .reference = {}};
  told.grew = grown_since_last(request, told.image, store);
  std::vector<NamedTags> names;
  if (!asked->names.empty()) {
    auto named = name_tags(asked->names, told.image.source, arguments.has("--latest"));
    if (!named) {
      return report(named.error(), outside);
    }
    names = std::move(*named);
  }
  const std::string name = names.empty() ? request.folder.filename().string() : names.front().name.name();
  told.reference = fmt::format("{}@{}", name, told.image.digest);
  if (auto kept = app::kept_documents(told.image, folders.state / "images", store, outside.files())) {
    told.documents = std::move(*kept);
    told.image.remember();
  } else {
    told.image.describe(told.image);
    auto documents = app::write_documents({.image = &told.image,
                                           .request = &request,
                                           .name = name,
                                           .started = started,
                                           .finished = to_rfc3339(outside.clock().now()),
                                           .version = std::string(outside.version())},
                                          folders.state / "images", store, outside.environment(), outside.files());
    if (!documents) {
      return report(documents.error(), outside);
    }
    told.documents = std::move(*documents);
  }
  if (arguments.has("--push")) {
    auto published =
        publish({.digest = told.image.digest,
                 .names = names,
                 .moves_tags = arguments.has("--move-tags"),
                 .credentials = asked->credentials,
                 .statements = app::kept_statements(folders.state / "images", told.image.digest, outside.files()),
                 .key = asked->key ? &*asked->key : nullptr,
                 .keyless = asked->keyless},
                store, outside);
    if (!published) {
      return report(published.error(), outside);
    }
    told.published = std::move(*published);
  }
  write_outputs({{"digest", told.image.digest},
                 {"reference", told.reference},
                 {"sbom", told.documents.sbom.string()},
                 {"provenance", told.documents.provenance.string()}},
                outside);
  write_summary(summary_of(told), outside);
  show(told, is_json, outside);
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
