// What RUN does, and how.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "scan/policy/dockerfile/rule.h"

namespace ropewalk::scan::policy {
namespace {

bool fetches(std::string_view program) { return program == "curl" || program == "wget"; }

/// Whether SHELL sets pipefail before this instruction of its stage.
bool has_pipefail(const Run& run) {
  bool is_set = false;
  for (const Instruction& instruction : run.stage->instructions) {
    if (&instruction == run.instruction) {
      break;
    }
    if (instruction.name == "SHELL") {
      is_set = instruction.text.find("pipefail") != std::string::npos;
    }
  }
  return is_set || run.instruction->text.find("pipefail") != std::string::npos;
}

}  // namespace

void check_runs(const DockerfileView& view, Told& told) {
  for (const Run& run : view.runs) {
    bool has_pipe = false;
    if (const auto unseen = find_unseen_run(run.commands)) {
      told.add("dockerfile-pipe-to-shell", "", Severity::kHigh, *run.instruction,
               fmt::format("what {} brings is run as it comes", unseen->fetcher), "download, check a SHA-256, then run",
               "pipe");
    }
    for (std::size_t index = 0; index < run.commands.size(); ++index) {
      const ShellCommand& command = run.commands[index];
      const std::string_view program = command.program();
      has_pipe = has_pipe || command.is_piped;
      if (index == 0 && program == "cd" && run.commands.size() > 1 && command.arguments().size() == 1 &&
          command.arguments().front().starts_with('/')) {
        told.add("dockerfile-cd", "DL3003", Severity::kLow, *run.instruction, "'cd' lasts for this RUN alone",
                 "use WORKDIR", "cd");
      }
      if (!command.words.empty() && command.words.front() == "sudo") {
        told.add("dockerfile-sudo", "DL3004", Severity::kMedium, *run.instruction,
                 "sudo has no place in a build: it needs a password or gives everything away", "switch with USER",
                 "sudo");
      }
      if (fetches(program) &&
          (command.has("-k") || command.has("--insecure") || command.has("--no-check-certificate"))) {
        told.add("dockerfile-unchecked-download", "", Severity::kMedium, *run.instruction,
                 fmt::format("{} checks no certificate here", program), "remove the option", "insecure");
      }
      if (program == "chmod" && command.has("777")) {
        told.add("dockerfile-chmod-777", "", Severity::kLow, *run.instruction, "everybody may write there",
                 "give it to the user that needs it: COPY --chown, or chmod 755", "777");
      }
    }
    if (has_pipe && !has_pipefail(run) && !run.instruction->array) {
      told.add("dockerfile-pipefail", "DL4006", Severity::kLow, *run.instruction,
               "a failure in front of the pipe goes unseen",
               "set SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"] before", "pipefail");
    }
  }
  for (const Stage& stage : view.dockerfile.stages) {
    const Instruction* first = nullptr;
    int row = 0;
    for (const Instruction& instruction : stage.instructions) {
      const bool is_plain_run = instruction.name == "RUN" && instruction.heredocs.empty() && instruction.flags.empty();
      first = is_plain_run ? (row == 0 ? &instruction : first) : first;
      row = is_plain_run ? row + 1 : 0;
      if (row == 4 && view.is_last(stage)) {
        told.add("dockerfile-many-runs", "DL3059", Severity::kInfo, *first, "four RUN in a row make four layers",
                 "join what belongs together with &&", "runs");
      }
    }
  }
}

}  // namespace ropewalk::scan::policy
