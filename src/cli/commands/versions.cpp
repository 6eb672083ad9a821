// `ropewalk versions`: which of two versions is the newer one, by the rules of their ecosystem.
#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "versions/compare.h"
#include "versions/specifier.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--in",
           .letter = "",
           .value = "",
           .help = "The second word is a set of Python versions (>=1.2,<2): say whether the first is in it"},
    Option{.name = "--json", .letter = "", .value = "", .help = "One object a pair (schemas/versions.schema.json)"},
};

constexpr std::string_view kAbout = R"text(
Compares versions as the scanners do. SCHEME is pep440 (Python), semver (npm, Cargo, Go),
debian, alpine or rpm; names of ecosystems as OSV has them are understood, too. Without A
and B each line of standard input has a pair: the words A and B.

Texts that are no version of the scheme have an order, too: below all versions.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk versions pypi 1.0rc1 1.0
  ropewalk versions --in pypi 1.5.1 '>=1.2,!=1.5.*'
  printf '1.0-1 1.0-1+b1\n' | ropewalk versions debian --json
)text";

using Pair = std::pair<std::string_view, std::string_view>;

/// The first word, and all that is behind it.
Pair read_pair(std::string_view line) {
  line = trim(line);
  const std::size_t blank = line.find_first_of(" \t");
  return {line.substr(0, blank), blank == std::string_view::npos ? std::string_view() : trim(line.substr(blank))};
}

Result<std::string> relation(const Pair& pair, versions::Scheme scheme, bool asks_for_set) {
  if (!asks_for_set) {
    const int order = versions::compare(scheme, pair.first, pair.second);
    return std::string(order < 0 ? "<" : order > 0 ? ">" : "=");
  }
  const auto set = versions::SpecifierSet::parse(pair.second);
  if (!set) {
    return fail(set.error());
  }
  return std::string(set->contains_text(pair.first, versions::Prereleases::kAlways) ? "in" : "out");
}

Result<std::string> answer(const Pair& pair, versions::Scheme scheme, const Arguments& arguments) {
  auto found = relation(pair, scheme, arguments.has("--in"));
  if (!found) {
    return fail(std::move(found.error()));
  }
  if (!arguments.has("--json")) {
    return fmt::format("{} {} {}\n", pair.first, *found, pair.second);
  }
  const auto normal = versions::normal_form(scheme, pair.first);
  json::object object;
  object["scheme"] = versions::name(scheme);
  object["a"] = pair.first;
  object["b"] = pair.second;
  object["relation"] = *found;
  object["normal_form"] = normal ? json::value(*normal) : json::value(nullptr);
  return to_json_text(object) + "\n";
}

int run(const Arguments& arguments, Outside& outside) {
  const auto& words = arguments.operands();
  const auto scheme = versions::scheme_named(words.front());
  if (!scheme) {
    return report({ErrorKind::kUsage,
                   fmt::format("no scheme of versions '{}'", words.front()),
                   "pep440, semver, debian, alpine or rpm",
                   {}},
                  outside);
  }
  if (words.size() == 2) {
    return report({ErrorKind::kUsage, "versions: B is missing", "see `ropewalk versions --help`", {}}, outside);
  }
  std::string text;
  if (words.size() == 3) {
    auto line = answer({words[1], words[2]}, *scheme, arguments);
    if (!line) {
      line.error().kind = ErrorKind::kUsage;
      return report(line.error(), outside);
    }
    outside.screen().print(*line);
    return kExitSuccess;
  }
  const auto input = outside.screen().read_input();
  if (!input) {
    return report(input.error(), outside);
  }
  int code = kExitSuccess;
  std::size_t number = 0;
  for (const std::string_view line : split_lines(*input)) {
    ++number;
    if (trim(line).empty()) {
      continue;
    }
    const Pair pair = read_pair(line);
    auto answered = pair.second.empty() ? Result<std::string>(fail(ErrorKind::kUsage, "there are two words in a pair"))
                                        : answer(pair, *scheme, arguments);
    if (answered) {
      text += *answered;
    } else {
      answered.error().message = fmt::format("line {}: {}", number, answered.error().message);
      code = stronger(code, report(answered.error(), outside));
    }
  }
  outside.screen().print(text);
  return code;
}

}  // namespace

const Command& versions_command() {
  static constexpr Command kCommand{
      .name = "versions",
      .summary = "Compare versions by the rules of their ecosystem",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "SCHEME [A B]",
                   .help = "Two versions; without them, pairs from standard input",
                   .at_least = 1,
                   .at_most = 3},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
