// `ropewalk db query`: which advisories name a version.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/strings.h"
#include "cli/commands/db/shared.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "scan/advisories/matcher.h"
#include "versions/compare.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDatabaseOption,
    Option{.name = "--ecosystem", .letter = "", .value = "NAME", .help = "As OSV has it (default: PyPI)"},
    Option{.name = "--json", .letter = "", .value = "", .help = "One object a package (schemas/db-query.schema.json)"},
};

constexpr std::string_view kAbout = R"text(
Says which advisories name a version of a package, one line each, and the lowest later
version that none of them names. Without PACKAGE and VERSION each line of standard input
has both. Withdrawn advisories are shown as such; scans pass them over.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk db query django 4.2.0
  printf 'django 4.2\nrequests 2.19.0\n' | ropewalk db query --json
)text";

struct Question {
  std::string ecosystem;
  std::string_view name;
  std::string_view version;
};

struct Answer {
  std::vector<scan::Match> matches;
  std::optional<std::string> fix;
};

Answer answer(const scan::Pack& pack, const Question& question) {
  const std::string name = scan::normal_name(question.ecosystem, question.name);
  return {scan::match(pack, question.ecosystem, name, question.version),
          scan::fix_for(pack, question.ecosystem, name, question.version)};
}

std::string to_json(const scan::Pack& pack, const Question& question, const Answer& answer) {
  json::object object;
  object["ecosystem"] = question.ecosystem;
  object["package"] = question.name;
  object["version"] = question.version;
  json::array advisories;
  for (const scan::Match& match : answer.matches) {
    const scan::PackAdvisory advisory = pack.advisory(match.advisory);
    advisories.push_back(json::object({{"id", advisory.id},
                                       {"by", match.is_in_range ? "range" : "list"},
                                       {"is_withdrawn", !advisory.withdrawn.empty()}}));
  }
  object["advisories"] = std::move(advisories);
  object["fix"] = answer.matches.empty() || !answer.fix ? json::value(nullptr) : json::value(*answer.fix);
  return to_json_text(object) + "\n";
}

std::string to_text(const scan::Pack& pack, const Question& question, const Answer& answer) {
  std::string text = fmt::format("{} {}: {} advisories", question.name, question.version, answer.matches.size());
  text += answer.matches.empty() ? "\n" : fmt::format(", fixed in {}\n", answer.fix.value_or("no version"));
  for (const scan::Match& match : answer.matches) {
    const scan::PackAdvisory advisory = pack.advisory(match.advisory);
    std::vector<std::string_view> aliases;
    for (std::uint32_t i = 0; !pack.group_id(advisory.group, i).empty(); ++i) {
      if (pack.group_id(advisory.group, i) != advisory.id) {
        aliases.push_back(pack.group_id(advisory.group, i));
      }
    }
    text += fmt::format(
        "  {}{}{}{}\n", advisory.id, aliases.empty() ? "" : fmt::format(" ({})", fmt::join(aliases, ", ")),
        match.is_in_range ? "" : ", by its list of versions", advisory.withdrawn.empty() ? "" : ", withdrawn");
  }
  return text;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto data = load_database(arguments, outside);
  if (!data) {
    return report(data.error(), outside);
  }
  const std::string ecosystem = arguments.value("--ecosystem").value_or("PyPI");
  const std::vector<std::string_view> known = data->pack.ecosystems();
  if (std::find(known.begin(), known.end(), ecosystem) == known.end()) {
    const bool has_order = versions::scheme_named(ecosystem).has_value();
    return report({has_order ? ErrorKind::kIncomplete : ErrorKind::kUsage,
                   fmt::format("db query: the data has no advisories of '{}'", ecosystem),
                   fmt::format("it has those of {}", fmt::join(known, ", ")),
                   {}},
                  outside);
  }
  const auto show = [&](std::string_view name, std::string_view version) {
    const Question question{ecosystem, name, version};
    const Answer found = answer(data->pack, question);
    return arguments.has("--json") ? to_json(data->pack, question, found) : to_text(data->pack, question, found);
  };
  const auto& words = arguments.operands();
  if (words.size() == 1) {
    return report({ErrorKind::kUsage, "db query: VERSION is missing", "see `ropewalk db query --help`", {}}, outside);
  }
  if (words.size() == 2) {
    outside.screen().print(show(words[0], words[1]));
    return kExitSuccess;
  }
  const auto input = outside.screen().read_input();
  if (!input) {
    return report(input.error(), outside);
  }
  std::string text;
  std::size_t number = 0;
  for (const std::string_view line : split_lines(*input)) {
    ++number;
    const std::size_t blank = line.find_first_of(" \t");
    if (blank == std::string_view::npos) {
      return report({ErrorKind::kUsage, fmt::format("line {}: a package and a version are two words", number), {}, {}},
                    outside);
    }
    text += show(line.substr(0, blank), trim(line.substr(blank)));
  }
  outside.screen().print(text);
  return kExitSuccess;
}

}  // namespace

const Command& db_query_command() {
  static constexpr Command kCommand{
      .name = "db query",
      .summary = "Say which advisories name a version of a package",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "[PACKAGE VERSION]",
                   .help = "One version; without it, lines of standard input",
                   .at_most = 2},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
