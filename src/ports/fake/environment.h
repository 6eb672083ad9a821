// A session and a machine that a test describes.
#pragma once

#include <map>

#include "ports/environment.h"

namespace ropewalk::ports {

/// Plain members, set before use.
class FakeEnvironment final : public Environment {
 public:
  std::map<std::string, std::string, std::less<>> values{{"PATH", "/usr/bin:/bin"}};
  std::filesystem::path directory = "/project";
  std::filesystem::path home_folder = "/home/user";
  std::string host = "machine";
  std::string user = "user";
  unsigned processor_count = 2;
  std::string machine_architecture = "X64";

  [[nodiscard]] std::optional<std::string> variable(std::string_view name) const override;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> variables() const override;
  [[nodiscard]] std::filesystem::path current_directory() const override { return directory; }
  [[nodiscard]] std::filesystem::path home() const override { return home_folder; }
  [[nodiscard]] std::string host_name() const override { return host; }
  [[nodiscard]] std::string user_name() const override { return user; }
  [[nodiscard]] unsigned processors() const override { return processor_count; }
  [[nodiscard]] std::string architecture() const override { return machine_architecture; }
};

}  // namespace ropewalk::ports
