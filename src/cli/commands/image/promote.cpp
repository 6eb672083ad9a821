// `ropewalk image promote`: an image from one place to the next, by its digest.
#include <fmt/format.h>

#include <array>

#include "app/image/promote_image.h"
#include "app/image/verify_image.h"
#include "cli/commands/image/image.h"
#include "cli/commands/image/registry_options.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--policy",
           .letter = "",
           .value = "FILE",
           .help = "Verify the image by this policy first",
           .completion = Completion::kFile},
    Option{
        .name = "--move-tags", .letter = "", .value = "", .help = "Let a tag like 1.2.3 be moved from another image"},
    kUserOption,
    kPasswordOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "The result for programs (schemas/image-promote.schema.json)"},
};

/// The digest that was verified; that very one is promoted, whatever a tag means a moment later.
Result<std::optional<app::Verified>> verify_first(const Arguments& arguments, const image::Reference& reference,
                                                  image::Registry& registry, Outside& outside) {
  const auto file = arguments.value("--policy");
  if (!file) {
    return std::optional<app::Verified>();
  }
  const auto policy = app::load_policy(outside.environment().current_directory() / *file, *file, outside.files());
  if (!policy.errors.empty()) {
    return fail(policy.errors.front());
  }
  auto verified = app::verify_image(reference, policy.policy, registry, outside.clock().now());
  if (!verified) {
    return fail(std::move(verified.error()));
  }
  return std::optional(std::move(*verified));
}

int run(const Arguments& arguments, Outside& outside) {
  const auto source = image::parse_reference(arguments.operands()[0]);
  if (!source) {
    return report(source.error(), outside);
  }
  const auto target = image::parse_reference(arguments.operands()[1]);
  if (!target) {
    return report(target.error(), outside);
  }
  if (!target->digest.empty()) {
    return report(
        Error{ErrorKind::kUsage, "the target of a promotion has no digest of its own", "name a repository and a tag"},
        outside);
  }
  const auto credentials = given_credentials(arguments, outside);
  if (!credentials) {
    return report(credentials.error(), outside);
  }
  auto from = open_registry(source->registry, *credentials, outside);
  if (!from) {
    return report(from.error(), outside);
  }
  auto to = open_registry(target->registry, *credentials, outside);
  if (!to) {
    return report(to.error(), outside);
  }
  const auto verified = verify_first(arguments, *source, **from, outside);
  if (!verified) {
    return report(verified.error(), outside);
  }
  if (*verified && !(*verified)->holds) {
    for (const image::Clause& clause : (*verified)->clauses) {
      if (!clause.holds) {
        report(Error{ErrorKind::kInvalid, fmt::format("{}: {}", clause.name, clause.why), {}}, outside);
      }
    }
    return kExitFailure;
  }
  const auto done = app::promote_image({.source = *source,
                                        .target = *target,
                                        .moves_tags = arguments.has("--move-tags"),
                                        .digest = *verified ? (*verified)->digest : ""},
                                       **from, **to);
  if (!done) {
    return report(done.error(), outside);
  }
  if (arguments.has("--json")) {
    json::array tags(done->tags.begin(), done->tags.end());
    outside.screen().print(to_pretty_json_text(json::object{{"digest", done->digest},
                                                            {"from", source->text()},
                                                            {"reference", done->reference},
                                                            {"tags", std::move(tags)},
                                                            {"blobs_sent", done->sent.blobs_sent},
                                                            {"blobs_there", done->sent.blobs_there},
                                                            {"bytes_sent", done->sent.bytes_sent}}) +
                           "\n");
    return kExitSuccess;
  }
  outside.screen().print(fmt::format("{}\n{} sent ({}), {} there already\n", done->reference,
                                     count_text(static_cast<std::uint64_t>(done->sent.blobs_sent), "layer"),
                                     size_text(done->sent.bytes_sent), done->sent.blobs_there));
  return kExitSuccess;
}

}  // namespace

const Command& image_promote_command() {
  static constexpr Command kCommand{
      .name = "image promote",
      .summary = "Carry an image to the next place by its digest",
      .about = R"text(
Copies what SOURCE means to TARGET as it is: all platforms, signatures and attestations with
it, nothing that is there already. TARGET is a repository, with a tag if it is to get one.
The tag is set last. Nothing is built again.
)text",
      .examples = R"text(
ropewalk image promote ghcr.io/acme/parcels@sha256:… ghcr.io/acme/parcels:production
  ropewalk image promote staging.acme.dev/parcels:1.4.2 registry.acme.dev/parcels:1.4.2 --policy policy.yml
)text",
      .operands = {.value = "SOURCE TARGET", .help = "What, and where to", .at_least = 2, .at_most = 2},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
