#include "cli/commands/keys/passphrase.h"

#include <array>
#include <optional>
#include <string>

namespace ropewalk::cli {
namespace {

constexpr std::array kVariables = {"ROPEWALK_KEY_PASSPHRASE", "COSIGN_PASSWORD"};

/// Without the line end that `echo` and editors put behind it.
std::string without_line_end(std::string text) {
  if (text.ends_with('\n')) {
    text.pop_back();
  }
  if (text.ends_with('\r')) {
    text.pop_back();
  }
  return text;
}

/// Nothing when a person has to be asked.
Result<std::optional<std::string>> given(const Arguments& arguments, Outside& outside) {
  if (arguments.has(kPassphraseOption.name)) {
    auto input = outside.screen().read_input();
    if (!input) {
      return fail(std::move(input.error()));
    }
    return std::optional(without_line_end(std::move(*input)));
  }
  for (const char* name : kVariables) {
    if (auto value = outside.environment().variable(name)) {
      return value;
    }
  }
  return std::optional<std::string>();
}

Result<std::string> ask(std::string_view prompt, Outside& outside) {
  auto answer = outside.screen().read_hidden(prompt);
  if (!answer && answer.error().kind == ErrorKind::kUsage) {
    return fail(ErrorKind::kUsage, "the key file needs a passphrase, and there is none",
                "set ROPEWALK_KEY_PASSPHRASE, or pass it to --passphrase-stdin");
  }
  return answer;
}

}  // namespace

Result<std::string> ask_passphrase(const Arguments& arguments, Outside& outside) {
  auto found = given(arguments, outside);
  if (!found) {
    return fail(std::move(found.error()));
  }
  return *found ? Result<std::string>(std::move(**found)) : ask("Passphrase of the key: ", outside);
}

Result<std::string> ask_new_passphrase(const Arguments& arguments, Outside& outside) {
  auto found = given(arguments, outside);
  if (!found) {
    return fail(std::move(found.error()));
  }
  if (*found) {
    return std::move(**found);
  }
  auto first = ask("Passphrase for the new key: ", outside);
  if (!first) {
    return first;
  }
  auto second = ask("The same again: ", outside);
  if (!second) {
    return second;
  }
  if (*first != *second) {
    return fail(ErrorKind::kUsage, "the two passphrases differ");
  }
  return first;
}

}  // namespace ropewalk::cli
