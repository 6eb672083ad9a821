// `ropewalk release normalize`: versions in the normal form that Python gives them.
#include <fmt/format.h>

#include <array>

#include "base/display.h"
#include "base/json.h"
#include "cli/commands/release/release.h"
#include "cli/exit_code.h"
#include "versions/pep440.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print one JSON object for each version (schemas/release-normalize.schema.json)"}};

int run(const Arguments& arguments, Outside& outside) {
  int code = kExitSuccess;
  std::string text;
  for (const std::string& given : arguments.operands()) {
    const auto version = versions::Pep440::parse(given);
    if (arguments.has("--json")) {
      text +=
          to_json_text(json::object{{"given", given},
                                    {"normal", version ? json::value(json::string(version->text())) : json::value()},
                                    {"valid", version.has_value()}}) +
          "\n";
    } else {
      text += version ? version->text() + "\n" : fmt::format("'{}' is not a version of Python's\n", printable(given));
    }
    code = version ? code : kExitFailure;
  }
  outside.screen().print(text);
  return code;
}

}  // namespace

const Command& release_normalize_command() {
  static constexpr Command kCommand{
      .name = "release normalize",
      .summary = "Give versions the form that Python writes them in (PEP 440)",
      .about = R"text(
Reads any spelling that PEP 440 allows, SemVer's pre-releases among them, and prints the
normal form. Exits with 1 when one of them is not a version.
)text",
      .examples = R"text(
ropewalk release normalize 1.2.0-rc.1 v1.0-ALPHA
)text",
      .operands = {.value = "VERSION…", .help = "Versions in any spelling", .at_least = 1, .at_most = -1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
