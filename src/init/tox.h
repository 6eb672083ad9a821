// What a tox.ini says of how a project is tested and linted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::init {

/// One environment that plain `tox` runs.
struct ToxEnvironment {
  /// `lint` of `[testenv:lint]`; empty for `[testenv]`, which the tests run in.
  std::string name;
  /// Requirements as they stand there, without those of special factors and without options.
  std::vector<std::string> dependencies;
  /// Commands without `{posargs}`; one that needs another of tox's values is not here.
  std::vector<std::string> commands;
};

/// `[testenv]`, and the environments of `env_list` that have a section of their own.
[[nodiscard]] std::vector<ToxEnvironment> read_tox(std::string_view text);

}  // namespace ropewalk::init
