#include "app/hosts/ssh_host.h"

#include <fmt/format.h>

#include <array>

#include "base/hash.h"
#include "base/shell_word.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

/// What ssh itself ends with when there is no connection.
constexpr int kNoConnection = 255;
constexpr std::string_view kMorePath = ":/usr/local/bin:/usr/bin:/bin";
/// Of the user's session: what ssh needs to find its keys and its agent.
constexpr std::array<std::string_view, 7> kPassedOn = {"HOME",          "USER", "LOGNAME",        "LANG",
                                                       "SSH_AUTH_SOCK", "TERM", "XDG_RUNTIME_DIR"};

std::string last_line(std::string_view text) {
  const auto lines = split_lines(trim(text));
  return lines.empty() ? "it said nothing" : std::string(trim(lines.back()));
}

}  // namespace

Result<ports::ProcessRequest> SshHost::request(const std::string& script, std::string input) const {
  const std::string path = machine_.environment.variable("PATH").value_or("") + std::string(kMorePath);
  const auto program = machine_.process.find_program("ssh", path);
  if (!program) {
    return fail(ErrorKind::kInvalid, "ssh is not installed on this machine, and the environment is on other hosts",
                "install openssh-client");
  }
  ports::ProcessRequest request{.arguments = {program->string(), "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=15",
                                              "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3"},
                                .input = std::move(input)};
  if (const auto file = machine_.environment.variable("ROPEWALK_SSH_CONFIG"); file && !file->empty()) {
    request.arguments.insert(request.arguments.end(), {"-F", *file});
  }
  std::string host = name_;
  const std::size_t colon = host.rfind(':');
  if (colon != std::string::npos && host.find(':') == colon) {
    request.arguments.insert(request.arguments.end(), {"-p", host.substr(colon + 1)});
    host.resize(colon);
  }
  request.arguments.insert(request.arguments.end(), {"--", host, script});
  request.environment = {{"PATH", path}};
  for (const std::string_view name : kPassedOn) {
    if (auto value = machine_.environment.variable(name)) {
      request.environment.emplace_back(name, std::move(*value));
    }
  }
  return request;
}

Error SshHost::unreachable(std::string_view said) const {
  return {ErrorKind::kIncomplete, fmt::format("host {} cannot be reached: {}", name_, last_line(said)),
          fmt::format("`ssh {}` has to work without a question", name_)};
}

Result<ports::CapturedProcess> SshHost::shell(const std::string& script, std::string input,
                                              const std::stop_token& stop) {
  auto made = request(script, std::move(input));
  if (!made) {
    return fail(std::move(made.error()));
  }
  auto done = machine_.process.capture(*made, stop);
  if (!done) {
    return done;
  }
  if (done->outcome.end == ports::ProcessEnd::kStopped) {
    return fail(ErrorKind::kInterrupted, fmt::format("interrupted while {} was at work", name_));
  }
  if (done->outcome.exit_code == kNoConnection) {
    return tl::unexpected<Error>(unreachable(done->errors));
  }
  return done;
}

Result<void> SshHost::install(const std::stop_token& stop) {
  const auto program = machine_.files.read(machine_.services.own_program());
  if (!program) {
    return fail(program.error());
  }
  digest_ = to_hex(sha256(*program));
  const std::string folder = "\"$HOME\"/.cache/ropewalk/bin/" + digest_;
  const auto there = shell(fmt::format("test -x {}/ropewalk", folder), "", stop);
  if (!there) {
    return fail(there.error());
  }
  if (there->outcome.exit_code == 0) {
    return {};
  }
  const auto done = shell(fmt::format("set -e; mkdir -p {0}; new=$(mktemp {0}/new.XXXXXX); cat >\"$new\"; "
                                      "echo {1}'  '\"$new\" | sha256sum -c --quiet - >&2; chmod 755 \"$new\"; "
                                      "mv \"$new\" {0}/ropewalk",
                                      folder, digest_),
                          *program, stop);
  if (!done) {
    return fail(done.error());
  }
  if (done->outcome.exit_code != 0) {
    return fail(ErrorKind::kInvalid,
                fmt::format("host {} did not take the program: {}", name_, last_line(done->errors)));
  }
  return {};
}

Result<std::string> SshHost::send_tree(const std::filesystem::path& tree, const std::stop_token& stop) {
  const auto packed = machine_.process.capture(
      {.arguments = {"tar", "-C", tree.string(), "--exclude=./.index", "-cf", "-", "."},
       .environment = {{"PATH", machine_.environment.variable("PATH").value_or("") + std::string(kMorePath)}}},
      stop);
  if (!packed) {
    return fail(packed.error());
  }
  if (packed->outcome.exit_code != 0) {
    return fail(ErrorKind::kInternal, fmt::format("tar said: {}", last_line(packed->errors)));
  }
  const auto done = shell(
      "set -e; mkdir -p \"$HOME\"/.cache/ropewalk/sources; d=$(mktemp -d \"$HOME\"/.cache/ropewalk/sources/XXXXXX); "
      "tar -C \"$d\" --no-same-owner -xf -; echo \"$d\"",
      packed->output, stop);
  if (!done) {
    return fail(done.error());
  }
  if (done->outcome.exit_code != 0) {
    return fail(ErrorKind::kInvalid, fmt::format("host {} did not take the files: {}", name_, last_line(done->errors)));
  }
  return last_line(done->output);
}

Result<void> SshHost::write(const std::string& path, const std::string& text, const std::stop_token& stop) {
  const std::string shown = "\"$HOME\"/" + shell_word(path);
  const auto done = shell(fmt::format("set -e; mkdir -p \"$(dirname {0})\"; cat >{0}", shown), text, stop);
  if (!done) {
    return fail(done.error());
  }
  return done->outcome.exit_code == 0 ? Result<void>()
                                      : fail(ErrorKind::kInvalid, fmt::format("host {} did not take a file: {}", name_,
                                                                              last_line(done->errors)));
}

Result<int> SshHost::run(const std::string& folder, const std::vector<std::string>& words, const std::string& input,
                         const ports::LineSink& on_line, const std::stop_token& stop) {
  std::string script =
      "cd \"$HOME\"/" + shell_word(folder) + " && exec \"$HOME\"/.cache/ropewalk/bin/" + digest_ + "/ropewalk";
  for (const std::string& word : words) {
    script += " " + shell_word(word);
  }
  auto made = request(script, input);
  if (!made) {
    return fail(std::move(made.error()));
  }
  std::string said;
  const auto done = machine_.process.run(
      *made,
      [&](const ports::OutputLine& line) {
        if (line.stream == ports::OutputStream::kErrors) {
          said = std::string(line.text);
        }
        on_line(line);
      },
      stop);
  if (!done) {
    return fail(done.error());
  }
  if (done->end == ports::ProcessEnd::kStopped) {
    return fail(ErrorKind::kInterrupted, fmt::format("interrupted while {} was at work", name_));
  }
  if (done->exit_code == kNoConnection) {
    return tl::unexpected<Error>(unreachable(said));
  }
  return done->exit_code;
}

}  // namespace ropewalk::app
