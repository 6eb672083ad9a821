#include "engine/shell.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace ropewalk::engine {
namespace {

struct KnownShell {
  std::string_view name;
  std::string_view format;
  std::string_view extension;
};

constexpr std::array<KnownShell, 6> kShells{{
    {"cmd", "/D /E:ON /V:OFF /S /C \"CALL \"{0}\"\"", ".cmd"},
    {"pwsh", "-command \". '{0}'\"", ".ps1"},
    {"powershell", "-command \". '{0}'\"", ".ps1"},
    {"bash", "--noprofile --norc -e -o pipefail {0}", ".sh"},
    {"sh", "-e {0}", ".sh"},
    {"python", "{0}", ".py"},
}};

const KnownShell* known_shell(std::string_view name) {
  const auto found = std::find_if(kShells.begin(), kShells.end(),
                                  [&](const KnownShell& shell) { return equals_ignoring_case(shell.name, name); });
  return found == kShells.end() ? nullptr : &*found;
}

tl::unexpected<Error> not_found(std::string_view program) {
  return fail(ErrorKind::kNotFound, fmt::format("{}: command not found", program),
              fmt::format("install '{}' on this machine, or put it on the job's PATH in an earlier step", program));
}

Result<Shell> default_shell(const FindProgram& find_program) {
  for (const std::string_view name : {"bash", "sh"}) {
    if (auto program = find_program(name)) {
      return Shell{"sh", std::move(*program), std::string(known_shell("sh")->format)};
    }
  }
  return not_found("sh");
}

}  // namespace

Result<Shell> find_shell(std::string_view shell, const FindProgram& find_program) {
  if (shell.empty()) {
    return default_shell(find_program);
  }
  const std::size_t space = shell.find(' ');
  const std::string_view command = shell.substr(0, space);
  auto program = find_program(command);
  if (!program && command == "python") {
    program = find_program("python3");  // Debian has no other name for it; GitHub's machines have both
  }
  if (!program) {
    return not_found(command);
  }
  std::string_view format = space == std::string_view::npos ? std::string_view() : shell.substr(space + 1);
  format.remove_prefix(std::min(format.find_first_not_of(' '), format.size()));
  if (const KnownShell* known = known_shell(command); format.empty() && known != nullptr) {
    format = known->format;
  }
  if (format.find("{0}") == std::string_view::npos) {
    return fail(ErrorKind::kInvalid,
                "Invalid shell option. Shell must be a valid built-in (bash, sh, cmd, powershell, pwsh) or a format "
                "string containing '{0}'");
  }
  return Shell{std::string(command), std::move(*program), std::string(format)};
}

std::string_view script_extension(const Shell& shell) {
  const KnownShell* known = known_shell(shell.command);
  return known == nullptr ? std::string_view() : known->extension;
}

std::string script_text(const Shell& shell, std::string_view script) {
  if (shell.command == "pwsh" || shell.command == "powershell") {
    return fmt::format(
        "$ErrorActionPreference = 'stop'\n{}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) {{ exit "
        "$LASTEXITCODE }}",
        script);
  }
  if (shell.command == "cmd") {
    return fmt::format("@echo off\n{}", script);
  }
  return std::string(script);
}

Result<std::vector<std::string>> shell_arguments(const Shell& shell, const std::filesystem::path& script) {
  const std::string path = replace_all(script.string(), "\"", "\\\"");
  std::string line;
  std::string_view rest = shell.arguments_format;
  while (!rest.empty()) {
    if (rest.substr(0, 3) == "{0}") {
      line += path;
      rest.remove_prefix(3);
    } else if (rest.substr(0, 2) == "{{" || rest.substr(0, 2) == "}}") {
      line += rest.front();
      rest.remove_prefix(2);
    } else if (rest.front() == '{' || rest.front() == '}') {
      return fail(ErrorKind::kInvalid, "Input string was not in a correct format.",
                  "in `shell:`, braces other than {0} are written twice");
    } else {
      line += rest.front();
      rest.remove_prefix(1);
    }
  }
  std::vector<std::string> arguments{shell.program.string()};
  for (std::string& argument : split_command_line(line)) {
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

std::vector<std::string> split_command_line(std::string_view text) {
  std::vector<std::string> arguments;
  std::size_t at = 0;
  const auto is_space = [&](std::size_t i) { return text[i] == ' ' || text[i] == '\t'; };
  while (true) {
    while (at < text.size() && is_space(at)) {
      ++at;
    }
    if (at == text.size()) {
      return arguments;
    }
    std::string argument;
    bool in_quotes = false;
    while (at < text.size() && (in_quotes || !is_space(at))) {
      const std::size_t end = std::min(text.find_first_not_of('\\', at), text.size());
      const std::size_t backslashes = end - at;
      at = end;
      if (at == text.size() || text[at] != '"') {
        argument.append(backslashes, '\\');
        if (backslashes == 0) {
          argument += text[at++];
        }
        continue;
      }
      argument.append(backslashes / 2, '\\');
      if (backslashes % 2 == 1) {
        argument += '"';
      } else if (in_quotes && text.substr(at + 1, 1) == "\"") {
        argument += '"';  // a doubled quote inside of quotes is one quote
        ++at;
      } else {
        in_quotes = !in_quotes;
      }
      ++at;
    }
    arguments.push_back(std::move(argument));
  }
}

}  // namespace ropewalk::engine
