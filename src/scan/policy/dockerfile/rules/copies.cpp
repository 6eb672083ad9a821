// ADD and COPY: what gets into the image, and in which order.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "scan/policy/dockerfile/rule.h"
#include "scan/policy/owners/pattern.h"

namespace ropewalk::scan::policy {
namespace {

std::vector<std::string> parts_of(const Instruction& instruction) {
  return instruction.array ? *instruction.array : instruction.words;
}

bool is_archive(std::string_view name) {
  return name.ends_with(".tar") || name.ends_with(".tar.gz") || name.ends_with(".tgz") || name.ends_with(".tar.xz") ||
         name.ends_with(".tar.bz2");
}

bool is_ignored(const DockerfileView& view, std::string_view name) {
  bool is_out = false;
  for (std::string pattern : view.ignored) {
    const bool is_back = pattern.starts_with('!');
    if (is_back) {
      pattern.erase(0, 1);
    }
    if (!pattern.starts_with("/")) {
      pattern.insert(0, "/");  // patterns count from the top of the context
    }
    const auto compiled = OwnersPattern::compile(pattern);
    if (compiled && (compiled->matches(name) || compiled->matches(std::string(name) + "/x"))) {
      is_out = !is_back;
    }
  }
  return is_out;
}

bool installs_dependencies(const Run& run) {
  return std::any_of(run.commands.begin(), run.commands.end(), [](const ShellCommand& command) {
    const std::string_view program = command.program();
    const bool is_pip = program.starts_with("pip") && command.has("install");
    const bool names_file = command.has_option("-r") || command.has_option("--requirement");
    return (is_pip && names_file) || (program == "poetry" && command.has("install")) ||
           (program == "uv" && command.has("sync")) ||
           (program == "npm" && (command.has("ci") || command.has("install"))) ||
           (program == "pipenv" && command.has("install"));
  });
}

}  // namespace

void check_copies(const DockerfileView& view, Told& told) {
  for (const Stage& stage : view.dockerfile.stages) {
    bool has_work_folder = false;
    const Instruction* copies_all = nullptr;
    for (const Instruction& instruction : stage.instructions) {
      has_work_folder = has_work_folder || instruction.name == "WORKDIR";
      if (instruction.name == "RUN" && copies_all != nullptr) {
        const auto run = std::find_if(view.runs.begin(), view.runs.end(),
                                      [&](const Run& one) { return one.instruction == &instruction; });
        if (run != view.runs.end() && installs_dependencies(*run)) {
          told.add(
              "dockerfile-copy-order", "", Severity::kLow, *copies_all,
              "everything is copied before the dependencies are installed: each change of a file installs them again",
              "copy the lock file alone, install, then copy the rest", "order");
        }
        copies_all = nullptr;
      }
      if (instruction.name != "COPY" && instruction.name != "ADD") {
        continue;
      }
      const std::vector<std::string> parts = parts_of(instruction);
      if (parts.size() < 2 || !instruction.heredocs.empty()) {
        continue;
      }
      const bool is_from_stage = instruction.flag("from") != nullptr;
      if (instruction.name == "ADD") {
        const bool is_special = std::any_of(parts.begin(), parts.end() - 1, [](const std::string& part) {
          return is_archive(part) || part.starts_with("git@") || part.ends_with(".git");
        });
        const bool is_remote = std::any_of(parts.begin(), parts.end() - 1, [](const std::string& part) {
          return part.starts_with("http://") || part.starts_with("https://");
        });
        if (is_remote && instruction.flag("checksum") == nullptr) {
          told.add("dockerfile-add-remote", "", Severity::kMedium, instruction,
                   "a file from the network is taken as it comes", "add --checksum=sha256:…");
        } else if (!is_special && !is_remote) {
          told.add("dockerfile-add", "DL3020", Severity::kLow, instruction,
                   "ADD does more than copying: it unpacks and downloads", "write COPY");
        }
      }
      const std::string& to = parts.back();
      if (!has_work_folder && !to.starts_with('/') && !to.starts_with('$') && to.find(":\\") == std::string::npos &&
          to.find(":/") == std::string::npos && !to.starts_with('"')) {
        told.add("dockerfile-copy-relative", "DL3045", Severity::kLow, instruction,
                 fmt::format("'{}' is relative, and no WORKDIR says to what", to),
                 "set WORKDIR before, or write an absolute path");
      }
      const bool is_all = std::any_of(parts.begin(), parts.end() - 1, [](const std::string& part) {
        return part == "." || part == "./" || part == "*";
      });
      if (is_all && !is_from_stage) {
        copies_all = &instruction;
        for (const std::string_view name : {".git", ".env"}) {
          const bool is_there = name == ".git" || view.tree.has(".env");
          if (is_there && !is_ignored(view, name)) {
            told.add(name == ".git" ? "dockerfile-copies-git" : "dockerfile-copies-env", "",
                     name == ".git" ? Severity::kLow : Severity::kHigh, instruction,
                     fmt::format("'{}' gets into the image with everything else", name),
                     fmt::format("write {} into .dockerignore", name), name);
          }
        }
      }
      for (auto part = parts.begin(); part != parts.end() - 1; ++part) {
        const std::string_view name =
            std::string_view(*part).substr(part->rfind('/') == std::string::npos ? 0 : part->rfind('/') + 1);
        if (!is_from_stage && (name == ".env" || name == "id_rsa" || name == "id_ed25519" || name == ".npmrc" ||
                               name == ".pypirc" || name == ".netrc")) {
          told.add("dockerfile-copies-secret", "", Severity::kHigh, instruction,
                   fmt::format("'{}' holds secrets, and a layer keeps it for ever", name),
                   "use RUN --mount=type=secret", name);
        }
      }
    }
  }
}

}  // namespace ropewalk::scan::policy
