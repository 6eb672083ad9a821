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

bool is_ignored(const DockerfileView& view, const std::string& path) {
  return view.ignored && (view.ignored->is_ignored(path) || view.ignored->is_ignored(path + "/x"));
}

/// A source of COPY as a path in the context; empty for all of it.
std::string plain_source(std::string_view source) {
  while (source.starts_with("/") || source.starts_with("./")) {
    source.remove_prefix(source.starts_with("/") ? 1 : 2);
  }
  while (source.ends_with("/") || source.ends_with("/.")) {
    source.remove_suffix(source.ends_with("/") ? 1 : 2);
  }
  return source == "." ? "" : std::string(source);
}

/// Whether a file of the context lies in what a source names; not when the source names the file itself.
bool is_below(std::string_view path, const std::string& source) {
  if (source.empty()) {
    return true;
  }
  const auto depth = static_cast<std::size_t>(std::count(source.begin(), source.end(), '/')) + 1;
  const std::vector<std::string_view> parts = split(path, '/');
  if (source.find('$') != std::string::npos || parts.size() < depth || (parts.size() == depth && source == path)) {
    return false;
  }
  std::string front;
  for (std::size_t at = 0; at < depth; ++at) {
    front += (at == 0 ? "" : "/") + std::string(parts[at]);
  }
  const auto pattern = OwnersPattern::compile("/" + source);
  return front == source || (pattern && pattern->matches(front));
}

/// Whether `--exclude` of the instruction leaves a path out.
bool is_excluded(const Instruction& instruction, const std::string& path) {
  std::string patterns;
  for (const auto& flag : instruction.flags) {
    patterns += flag.name == "exclude" ? flag.value.value_or("") + "\n" : "";
  }
  if (patterns.empty()) {
    return false;
  }
  const auto list = image::IgnoreList::read(std::make_shared<const SourceFile>("exclude", patterns));
  return list && list->is_ignored(path);
}

/// The first file of an environment that an instruction takes along with a folder; empty for none.
std::string environment_file_in(const DockerfileView& view, const Instruction& instruction,
                                const std::vector<std::string>& parts) {
  for (const std::string& file : view.tree.files) {
    if (!file.starts_with(view.context) || !is_environment_file(file)) {
      continue;
    }
    const std::string path = file.substr(view.context.size());
    const bool is_taken = std::any_of(parts.begin(), parts.end() - 1, [&](const std::string& part) {
      const std::string source = plain_source(part);
      const std::string within = source.empty() || path.size() <= source.size() ? path : path.substr(source.size() + 1);
      return part.find("://") == std::string::npos && is_below(path, source) && !is_excluded(instruction, within);
    });
    if (is_taken && !(view.ignored && view.ignored->is_ignored(path))) {
      return path;
    }
  }
  return {};
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
        return plain_source(part).empty() || part == "*";
      });
      if (is_all && !is_from_stage) {
        copies_all = &instruction;
        if (!is_ignored(view, ".git") && !is_excluded(instruction, ".git")) {
          told.add("dockerfile-copies-git", "", Severity::kLow, instruction,
                   "'.git' gets into the image with everything else", "write .git into .dockerignore", ".git");
        }
      }
      if (!is_from_stage) {
        if (const std::string file = environment_file_in(view, instruction, parts); !file.empty()) {
          told.add("dockerfile-copies-env", "", Severity::kHigh, instruction,
                   fmt::format("'{}' gets into the image with everything else", file),
                   fmt::format("write {} into .dockerignore", file.find('/') == std::string::npos ? file : "**/.env"),
                   file);
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
