// pip, and what it leaves to chance.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "scan/policy/dockerfile/rule.h"

namespace ropewalk::scan::policy {
namespace {

/// The words behind `install` when a command is pip's: `pip`, `pip3`, `python -m pip`, `uv pip`.
std::optional<std::vector<std::string_view>> pip_install(const ShellCommand& command) {
  auto words = command.arguments();
  const std::string_view program = command.program();
  if (program.starts_with("python")) {
    const auto pip = std::find(words.begin(), words.end(), "pip");
    if (pip == words.end() || pip == words.begin() || *(pip - 1) != "-m") {
      return std::nullopt;
    }
    words.erase(words.begin(), pip + 1);
  } else if (program == "uv") {
    if (words.empty() || words.front() != "pip") {
      return std::nullopt;
    }
    words.erase(words.begin());
  } else if (program != "pip" && program != "pip3" && !program.starts_with("pip3.")) {
    return std::nullopt;
  }
  const auto install = std::find(words.begin(), words.end(), "install");
  if (install == words.end()) {
    return std::nullopt;
  }
  words.erase(words.begin(), install + 1);
  return words;
}

/// Options of pip that take the next word.
bool takes_value(std::string_view option) {
  static constexpr std::string_view kOptions[] = {"-r",
                                                  "--requirement",
                                                  "-c",
                                                  "--constraint",
                                                  "-i",
                                                  "--index-url",
                                                  "--extra-index-url",
                                                  "-t",
                                                  "--target",
                                                  "--prefix",
                                                  "--root",
                                                  "-f",
                                                  "--find-links",
                                                  "--timeout",
                                                  "--retries",
                                                  "--trusted-host",
                                                  "--platform",
                                                  "--python-version",
                                                  "--progress-bar",
                                                  "--cert",
                                                  "--python",
                                                  "-p"};
  return std::find(std::begin(kOptions), std::end(kOptions), option) != std::end(kOptions);
}

bool is_local(std::string_view word) {
  return word.starts_with('.') || word.starts_with('/') || word.find(".whl") != std::string_view::npos ||
         word.starts_with("file:") || word.find('$') != std::string_view::npos;
}

bool is_set(const DockerfileView& view, std::string_view name) {
  for (const Stage& stage : view.dockerfile.stages) {
    for (const Instruction& instruction : stage.instructions) {
      if ((instruction.name == "ENV" || instruction.name == "ARG") &&
          instruction.text.find(name) != std::string::npos) {
        return true;
      }
    }
  }
  return false;
}

/// Whether a requirements file of the repository has hashes for what it names.
bool has_hashes(const DockerfileView& view, std::string_view name) {
  const std::string file(name.substr(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1));
  for (const std::string& path : view.tree.files) {
    if (path == file || path.ends_with("/" + file)) {
      const auto text = view.tree.read(path);
      return text && text->find("--hash=") != std::string::npos;
    }
  }
  return false;
}

}  // namespace

void check_python_packages(const DockerfileView& view, Told& told) {
  const bool is_cache_off = is_set(view, "PIP_NO_CACHE_DIR");
  const bool is_hash_on = is_set(view, "PIP_REQUIRE_HASHES");
  for (const Run& run : view.runs) {
    const bool has_cache_mount =
        std::any_of(run.instruction->flags.begin(), run.instruction->flags.end(), [](const auto& flag) {
          return flag.name == "mount" && flag.value && flag.value->find("type=cache") != std::string::npos;
        });
    for (const ShellCommand& command : run.commands) {
      const auto words = pip_install(command);
      if (!words) {
        continue;
      }
      std::vector<std::string_view> unpinned;
      std::vector<std::string_view> requirements;
      bool names_packages = false;
      for (std::size_t at = 0; at < words->size(); ++at) {
        const std::string_view word = (*words)[at];
        if (word == "-r" || word == "--requirement") {
          if (at + 1 < words->size()) {
            requirements.push_back((*words)[at + 1]);
          }
        }
        if (takes_value(word)) {
          ++at;
        } else if (word.starts_with("-r") && word.size() > 2) {
          requirements.push_back(word.substr(2));
        } else if (!word.starts_with('-') && !word.starts_with('>') && !word.starts_with("2>") && !is_local(word)) {
          names_packages = true;
          if (word.find("==") == std::string_view::npos && word.find('@') == std::string_view::npos) {
            unpinned.push_back(word);
          }
        }
      }
      if (!unpinned.empty() && !command.has_option("-c") && !command.has_option("--constraint")) {
        told.add("dockerfile-pip-unpinned", "DL3013", Severity::kLow, *run.instruction,
                 fmt::format("pip takes whatever version of '{}' is newest", unpinned.front()),
                 "write name==version, or install from a lock file", unpinned.front());
      }
      const bool is_hashed =
          command.has("--require-hashes") || is_hash_on ||
          (!requirements.empty() && std::all_of(requirements.begin(), requirements.end(),
                                                [&](std::string_view file) { return has_hashes(view, file); }));
      if ((names_packages || !requirements.empty()) && !is_hashed) {
        told.add("dockerfile-pip-no-hashes", "", Severity::kLow, *run.instruction,
                 "pip installs without hashes: whoever serves the index decides what runs",
                 "install from a lock with hashes (uv export, pip-compile --generate-hashes) and --require-hashes",
                 "hashes");
      }
      if (command.program() != "uv" && !command.has("--no-cache-dir") && !is_cache_off && !has_cache_mount) {
        told.add("dockerfile-pip-cache", "DL3042", Severity::kLow, *run.instruction,
                 "the cache of pip stays in the layer",
                 "add --no-cache-dir, or mount a cache with --mount=type=cache,target=/root/.cache/pip", "cache");
      }
      if (command.has_option("--extra-index-url")) {
        told.add("dockerfile-pip-extra-index", "", Severity::kMedium, *run.instruction,
                 "with --extra-index-url a public package of the same name wins over the private one when its version "
                 "is higher",
                 "use one index that proxies the other, or uv with explicit indexes", "extra-index");
      }
      if (command.has_option("--trusted-host")) {
        told.add("dockerfile-pip-trusted-host", "", Severity::kMedium, *run.instruction,
                 "pip checks no certificate of this host", "add the certificate of its authority to the image",
                 "trusted-host");
      }
    }
  }
}

}  // namespace ropewalk::scan::policy
