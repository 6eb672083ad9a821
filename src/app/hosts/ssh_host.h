// Another machine, reached by the system's ssh. This very program brings itself there: a copy named by what it holds,
// so that what acts on a host is always what was asked for.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "deploy/machine.h"
#include "ports/process.h"

namespace ropewalk::app {

class SshHost {
 public:
  /// `host`, `user@host`, `user@host:2222`, or a name of ~/.ssh/config. $ROPEWALK_SSH_CONFIG names another such file.
  SshHost(std::string name, const deploy::Machine& machine) : name_(std::move(name)), machine_(machine) {}

  [[nodiscard]] const std::string& name() const { return name_; }

  /// Brings the program there when it is not. Errors: kIncomplete when the host cannot be reached, kInvalid with what
  /// it says.
  [[nodiscard]] Result<void> install(const std::stop_token& stop);
  /// Copies a tree into a folder of its own there; its path.
  [[nodiscard]] Result<std::string> send_tree(const std::filesystem::path& tree, const std::stop_token& stop);
  /// Writes a small file under the user's home there, its folders made.
  [[nodiscard]] Result<void> write(const std::string& path, const std::string& text, const std::stop_token& stop);

  /// Runs the installed program with these words in a folder under the user's home there; its exit code. Errors:
  /// kIncomplete when the host cannot be reached.
  [[nodiscard]] Result<int> run(const std::string& folder, const std::vector<std::string>& words,
                                const std::string& input, const ports::LineSink& on_line, const std::stop_token& stop);

 private:
  [[nodiscard]] Result<ports::CapturedProcess> shell(const std::string& script, std::string input,
                                                     const std::stop_token& stop);
  [[nodiscard]] Result<ports::ProcessRequest> request(const std::string& script, std::string input) const;
  [[nodiscard]] Error unreachable(std::string_view said) const;

  std::string name_;
  deploy::Machine machine_;
  /// SHA-256 of the program, in hexadecimal; known after `install`.
  std::string digest_;
};

}  // namespace ropewalk::app
