// `ropewalk image verify`: whether an image is what a policy asks.
#include <fmt/format.h>

#include <array>

#include "app/image/verify_image.h"
#include "cli/commands/image/image.h"
#include "cli/commands/image/registry_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--policy",
           .letter = "",
           .value = "FILE",
           .help = "What it has to be (schemas/image-policy.schema.json)",
           .completion = Completion::kFile},
    kUserOption,
    kPasswordOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "The result for programs (schemas/image-verify.schema.json)"},
};

std::string line_of(const image::Clause& clause) {
  return fmt::format("{} {}: {}\n", clause.holds ? "✓" : "✗", clause.name, clause.why);
}

int run(const Arguments& arguments, Outside& outside) {
  const auto reference = image::parse_reference(arguments.operands().front());
  if (!reference) {
    return report(reference.error(), outside);
  }
  const auto policy_file = arguments.value("--policy");
  if (!policy_file) {
    return report(Error{ErrorKind::kUsage, "image verify needs a policy",
                        "pass --policy FILE; its least is: keys: [ropewalk.pub]"},
                  outside);
  }
  const auto policy =
      app::load_policy(outside.environment().current_directory() / *policy_file, *policy_file, outside.files());
  if (!policy.errors.empty()) {
    return report(policy.errors, outside);
  }
  const auto credentials = given_credentials(arguments, outside);
  if (!credentials) {
    return report(credentials.error(), outside);
  }
  auto registry = open_registry(reference->registry, *credentials, outside);
  if (!registry) {
    return report(registry.error(), outside);
  }
  const auto verified = app::verify_image(*reference, policy.policy, **registry, outside.clock().now());
  if (!verified) {
    return report(verified.error(), outside);
  }
  if (arguments.has("--json")) {
    outside.screen().print(to_pretty_json_text(app::to_json(*verified)) + "\n");
  } else {
    for (const image::Clause& clause : verified->clauses) {
      outside.screen().print(line_of(clause));
    }
    for (const app::PlatformVerified& one : verified->platforms) {
      outside.screen().print(fmt::format("{} {}\n", one.platform, one.digest));
      for (const image::Clause& clause : one.clauses) {
        outside.screen().print("  " + line_of(clause));
      }
    }
    outside.screen().print(fmt::format("{} {}\n", verified->image.with_digest(verified->digest).text(),
                                       verified->holds ? "is verified" : "is not verified"));
  }
  return verified->holds ? kExitSuccess : kExitFailure;
}

}  // namespace

const Command& image_verify_command() {
  static constexpr Command kCommand{
      .name = "image verify",
      .summary = "Check an image's signature, provenance and documents against a policy",
      .about = R"text(
Looks at what REFERENCE means now and says of each clause of the policy whether it holds:
who signed it, where and by what it was built, how old it is. Exits with 1 when a clause
does not hold, and with 3 when the registry could not be asked.
)text",
      .examples = R"text(
ropewalk image verify ghcr.io/acme/parcels@sha256:… --policy deploy/policy.yml
)text",
      .operands = {.value = "REFERENCE", .help = "The image, best by its digest", .at_least = 1, .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
