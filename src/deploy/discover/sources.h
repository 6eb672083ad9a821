// What the Python files of a service say about running it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::deploy {

struct SourceFacts {
  /// `package.module:app`, and whether it has to be called first.
  std::string application = {};
  bool is_factory = false;
  /// FastAPI, Starlette, or Flask.
  std::string framework = {};
  std::string application_file = {};
  /// All files that define one, sorted.
  std::vector<std::string> application_files = {};
  /// The package that `python -m` starts: it has a `__main__.py` that runs a server.
  std::string main_package = {};
  std::string main_file = {};
  std::string health_path = {};
  std::string health_file = {};
  /// Variables that it reads its port and its host from.
  std::string port_variable = {};
  std::string host_variable = {};
  /// A port that is written there.
  int port = 0;
};

[[nodiscard]] Result<SourceFacts> read_sources(const ports::Files& files, const std::filesystem::path& folder);

}  // namespace ropewalk::deploy
