// apt and apt-get in RUN.
#include <fmt/format.h>

#include <algorithm>

#include "scan/policy/dockerfile/rule.h"

namespace ropewalk::scan::policy {
namespace {

bool mounts(const Instruction& instruction, std::string_view folder) {
  return std::any_of(instruction.flags.begin(), instruction.flags.end(), [&](const image::dockerfile::Flag& flag) {
    return flag.name == "mount" && flag.value && flag.value->find(folder) != std::string::npos;
  });
}

}  // namespace

void check_debian_packages(const DockerfileView& view, Told& told) {
  for (const Run& run : view.runs) {
    bool installs = false;
    bool updates = false;
    bool cleans = mounts(*run.instruction, "/var/lib/apt") || mounts(*run.instruction, "/var/cache/apt");
    for (const ShellCommand& command : run.commands) {
      const std::string_view program = command.program();
      if (program == "rm" && std::any_of(command.words.begin(), command.words.end(), [](const std::string& word) {
            return word.find("/var/lib/apt/lists") != std::string::npos;
          })) {
        cleans = true;
      }
      if (program != "apt-get" && program != "apt" && program != "aptitude") {
        continue;
      }
      if (program == "apt") {
        told.add("dockerfile-apt", "DL3027", Severity::kLow, *run.instruction,
                 "'apt' is made for people: its output and behaviour change", "use apt-get, or apt-cache", "apt");
      }
      updates = updates || command.has("update");
      if (command.has("dist-upgrade") || command.has("upgrade") || command.has("full-upgrade")) {
        told.add("dockerfile-apt-upgrade", "", Severity::kLow, *run.instruction,
                 "upgrading in the build makes an image that nobody can build again", "build on a newer base instead",
                 "upgrade");
      }
      if (!command.has("install")) {
        continue;
      }
      installs = true;
      if (!command.has("-y") && !command.has("--yes") && !command.has("-qy") && !command.has("-yq") &&
          !command.has("-qqy") && !command.has("-yqq") && !command.has("--assume-yes") && !command.has("-qq")) {
        told.add("dockerfile-apt-asks", "DL3014", Severity::kLow, *run.instruction,
                 "apt-get install asks a question that nobody answers", "add -y", "asks");
      }
      if (!command.has("--no-install-recommends") && !command.has("APT::Install-Recommends=false") &&
          !command.has("APT::Install-Recommends=0")) {
        told.add("dockerfile-apt-recommends", "DL3015", Severity::kLow, *run.instruction,
                 "apt-get install brings what packages only recommend", "add --no-install-recommends", "recommends");
      }
    }
    if (installs && !updates) {
      const bool has_update_before = std::any_of(view.runs.begin(), view.runs.end(), [&](const Run& other) {
        return other.stage == run.stage && other.instruction < run.instruction &&
               std::any_of(
                   other.commands.begin(), other.commands.end(),
                   [](const ShellCommand& command) {
                     return command.program().starts_with("apt") && command.has("update");
                   });
      });
      if (has_update_before) {
        told.add("dockerfile-apt-update-alone", "", Severity::kMedium, *run.instruction,
                 "apt-get update stands in a RUN of its own: its cached lists grow old, and installing fails one day",
                 "write update and install in one RUN", "update");
      }
    }
    if (installs && !cleans) {
      told.add("dockerfile-apt-lists", "DL3009", Severity::kLow, *run.instruction, "the lists of apt stay in the layer",
               "end the RUN with rm -rf /var/lib/apt/lists/*, or mount a cache there", "lists");
    }
  }
}

void check_alpine_packages(const DockerfileView& view, Told& told) {
  for (const Run& run : view.runs) {
    for (const ShellCommand& command : run.commands) {
      if (command.program() != "apk") {
        continue;
      }
      if (command.has("upgrade")) {
        told.add("dockerfile-apk-upgrade", "DL3017", Severity::kLow, *run.instruction,
                 "upgrading in the build makes an image that nobody can build again", "build on a newer base instead",
                 "upgrade");
      }
      if (command.has("add") && !command.has("--no-cache") && !mounts(*run.instruction, "/apk")) {
        told.add("dockerfile-apk-cache", "DL3019", Severity::kLow, *run.instruction,
                 "apk add leaves its index in the layer", "add --no-cache", "cache");
      }
    }
  }
}

}  // namespace ropewalk::scan::policy
