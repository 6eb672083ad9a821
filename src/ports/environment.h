// What the user's session and machine say: environment variables and facts about the host.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::ports {

class Environment {
 public:
  virtual ~Environment() = default;
  [[nodiscard]] virtual std::optional<std::string> variable(std::string_view name) const = 0;
  [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> variables() const = 0;
  [[nodiscard]] virtual std::filesystem::path current_directory() const = 0;
  [[nodiscard]] virtual std::filesystem::path home() const = 0;
  [[nodiscard]] virtual std::string host_name() const = 0;
  [[nodiscard]] virtual std::string user_name() const = 0;
  /// How many processors this process may use; at least 1.
  [[nodiscard]] virtual unsigned processors() const = 0;
  /// `X64`, `ARM64`, `X86` or `ARM`, as GitHub names them.
  [[nodiscard]] virtual std::string architecture() const = 0;
};

}  // namespace ropewalk::ports
