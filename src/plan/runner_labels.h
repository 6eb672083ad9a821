// The labels that mean a runner of GitHub's or come with every self-hosted one: which system and which processor.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::plan {

enum class RunnerSystem { kAny, kLinux, kWindows, kMacOs };

struct RunnerLabel {
  RunnerSystem system = RunnerSystem::kAny;
  /// `X64`, `ARM64` and so on, as Environment::architecture() has it; empty when the label leaves it open.
  std::string_view architecture;
  /// GitHub had such runners once; a job that asks for one waits in vain.
  bool is_retired = false;
};

/// What a label asks for, ASCII case ignored; nothing for one that only an owner of runners knows. Names of larger
/// runners as GitHub proposes them (`ubuntu-24.04-16-cores`) are those of their images.
/// (docs.github.com, GitHub-hosted runners reference; actions/runner-images.)
[[nodiscard]] std::optional<RunnerLabel> find_runner_label(std::string_view label);

/// The known label that is meant, probably; empty when none is near.
[[nodiscard]] std::string_view nearest_runner_label(std::string_view label);

/// What is wrong with a label, for whoever wrote it: a slip of the pen, or a version that GitHub has not, or not any
/// more. Empty for a label that is known, for one that looks like an owner's own, and for newer versions than are known
/// here.
[[nodiscard]] std::string runner_label_trouble(std::string_view label);

}  // namespace ropewalk::plan
