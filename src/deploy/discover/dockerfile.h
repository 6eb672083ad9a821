// What a Dockerfile says about running a service: the last stage's command, port, health check and variables.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::deploy {

struct DockerfileFacts {
  /// Of `CMD`, behind those of `ENTRYPOINT`.
  std::vector<std::string> command = {};
  int port = 0;
  /// The path that its health check asks for.
  std::string health_path = {};
  /// Those of the last stage. What names a folder of the image is left out, but for volumes: `{data}` stands for those.
  std::vector<std::pair<std::string, std::string>> environment = {};
  /// Files that `pip install -r` names in the whole file.
  std::vector<std::string> requirements = {};
};

[[nodiscard]] DockerfileFacts read_dockerfile(std::string_view text);

}  // namespace ropewalk::deploy
