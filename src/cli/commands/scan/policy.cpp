// `ropewalk scan policy`.
#include <array>

#include "app/scan/scan_policy.h"
#include "cli/commands/scan/shared.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {kDirectoryOption,
                                 kListOption,
                                 kScanFormatOption,
                                 kScanJsonOption,
                                 Option{.name = "--owners",
                                        .letter = "",
                                        .value = "",
                                        .help = "Say who owns each PATH by CODEOWNERS; the paths need not exist"},
                                 kFailOnOption,
                                 kBaselineOption,
                                 kBaseOption,
                                 kAllowIncompleteOption};

constexpr std::string_view kAbout = R"text(
Checks what the repository says about itself: workflows (pins, permissions, injection),
CODEOWNERS by GitHub's own rules, dependabot.yml against the tree, locks, Dockerfiles, exported
branch protection, what is tracked. With --owners it says for each path who owns it, and which
line decides. With --list it says what each of OpenSSF Scorecard's checks came to.

scan.policy of .github/ropewalk.yml gives rules other weights, turns them off, waives them with
an owner and a day on which that ends, and extends an organisation's policy. Findings of weight
low and less are shown and do not fail.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk scan policy
  ropewalk scan policy --owners src/app.py .github/workflows/ci.yml
)text";

int run(const Arguments& arguments, Outside& outside) {
  if (const auto fitting = check_apart(arguments, {{"--owners", kListOption.name}}); !fitting) {
    return report(fitting.error(), outside);
  }
  const app::ScanPolicyRequest request{.paths = arguments.operands(),
                                       .asks_owners = arguments.has("--owners"),
                                       .lists = arguments.has(kListOption.name)};
  return run_scan(scan_policy_command(), arguments, outside,
                  [&request](const app::ScanPorts& ports) { return app::scan_policy(request, ports); });
}

}  // namespace

const Command& scan_policy_command() {
  static constexpr Command kCommand{
      .name = "scan policy",
      .summary = "Check the repository against its rules",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "[PATH…]",
                   .help = "Folders to check (default: the whole place); with --owners any paths",
                   .at_least = 0,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
