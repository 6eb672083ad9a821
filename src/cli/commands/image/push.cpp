// `ropewalk image push`: publishes an image that was built here.
#include <fmt/format.h>

#include <array>

#include "app/folders.h"
#include "app/image/build_image.h"
#include "app/image/documents.h"
#include "cli/commands/image/image.h"
#include "cli/commands/image/publish.h"
#include "cli/commands/image/registry_options.h"
#include "cli/commands/keys/passphrase.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--tag",
           .letter = "-t",
           .value = "NAME",
           .help = "Where to: a repository, whose tags come from git, or repository:tag; may be repeated",
           .repeats = true},
    Option{.name = "--latest", .letter = "", .value = "", .help = "Give it the tag latest, too"},
    Option{.name = "--move-tags",
           .letter = "",
           .value = "",
           .help = "Let tags like 1.2.3 and sha-1a2b3c4 be moved from another image"},
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
           .help = "The result for programs (schemas/image-push.schema.json)"},
};

int run(const Arguments& arguments, Outside& outside) {
  const std::string& text = arguments.operands().front();
  const std::string digest = text.substr(text.rfind('@') == std::string::npos ? 0 : text.rfind('@') + 1);
  const app::Folders folders = app::folders(outside.environment());
  const app::ImageStore store(folders.cache / "images", outside.files());
  if (!image::is_digest(digest)) {
    return report(Error{ErrorKind::kUsage, fmt::format("'{}' is not a digest", text), "ropewalk image build prints it"},
                  outside);
  }
  if (!store.has(digest)) {
    return report(Error{ErrorKind::kUsage, fmt::format("{} was not built on this machine", digest),
                        "from a registry to another: ropewalk image promote"},
                  outside);
  }
  const auto place = app::find_place(outside.files(), outside.environment(), outside.repositories(), {});
  if (!place) {
    return report(place.error(), outside);
  }
  const auto source = app::source_facts(*place, outside.environment(), app::kLayerTime);
  if (!source) {
    return report(source.error(), outside);
  }
  auto names = name_tags(arguments.values("--tag"), *source, arguments.has("--latest"));
  if (!names) {
    return report(names.error(), outside);
  }
  const auto key = signing_key(arguments, outside);
  if (!key) {
    return report(key.error(), outside);
  }
  auto keyless = keyless_settings(arguments, outside);
  if (!keyless) {
    return report(keyless.error(), outside);
  }
  auto credentials = given_credentials(arguments, outside);
  if (!credentials) {
    return report(credentials.error(), outside);
  }
  const auto published = publish({.digest = digest,
                                  .names = std::move(*names),
                                  .moves_tags = arguments.has("--move-tags"),
                                  .credentials = std::move(*credentials),
                                  .statements = app::kept_statements(folders.state / "images", digest, outside.files()),
                                  .key = *key ? &**key : nullptr,
                                  .keyless = std::move(*keyless)},
                                 store, outside);
  if (!published) {
    return report(published.error(), outside);
  }
  if (arguments.has("--json")) {
    json::array tags(published->tags.begin(), published->tags.end());
    outside.screen().print(to_pretty_json_text(json::object{{"digest", digest},
                                                            {"reference", published->reference},
                                                            {"tags", std::move(tags)},
                                                            {"signed", published->is_signed},
                                                            {"blobs_sent", published->sent.blobs_sent},
                                                            {"blobs_there", published->sent.blobs_there},
                                                            {"bytes_sent", published->sent.bytes_sent}}) +
                           "\n");
    return kExitSuccess;
  }
  for (const std::string& tag : published->tags) {
    outside.screen().print(fmt::format("pushed {}\n", tag));
  }
  outside.screen().print(fmt::format("{}\n", published->reference));
  return kExitSuccess;
}

}  // namespace

const Command& image_push_command() {
  static constexpr Command kCommand{
      .name = "image push",
      .summary = "Publish an image that was built here",
      .about = R"text(
DIGEST is what `ropewalk image build` printed. Blobs go first, then manifests and their
signatures, and the tags when everything is there. Tags come from git when a name has none:
the branch, pr-N, the version, sha-1a2b3c4. Tags that name one image for good are not moved.
)text",
      .examples = R"text(
ropewalk image push sha256:… -t ghcr.io/acme/parcels --key ropewalk.key
)text",
      .operands = {.value = "DIGEST", .help = "The image", .at_least = 1, .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
