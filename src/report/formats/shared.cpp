// What formats have in common.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "report/formats/formats.h"

namespace ropewalk::report {

bool Report::is_green() const {
  return std::all_of(gates.begin(), gates.end(), [](const GateResult& gate) { return gate.is_open; });
}

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t character = next_code_point(text, at);
    switch (character) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\t':
      case '\n': out += static_cast<char>(character); break;
      case '\r': break;
      default:
        // XML 1.0 takes no control characters, no surrogates and neither U+FFFE nor U+FFFF.
        append_utf8(out, character < 0x20 || character == 0xFFFE || character == 0xFFFF ? 0xFFFD : character);
    }
  }
  return out;
}

std::string coverage_words(const Coverage& coverage) {
  const Ratio branches = branch_ratio(coverage);
  return fmt::format("{:.2f} % of lines", line_ratio(coverage).percent()) +
         (branches.total > 0 ? fmt::format(", {:.2f} % of branches", branches.percent()) : "");
}

std::vector<const TestCase*> slowest(const std::vector<TestCase>& tests, std::size_t most) {
  std::vector<const TestCase*> sorted;
  for (const TestCase& test : tests) {
    sorted.push_back(&test);
  }
  const std::size_t count = std::min(most, sorted.size());
  std::partial_sort(
      sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(count), sorted.end(),
      [](const TestCase* a, const TestCase* b) { return a->time != b->time ? a->time > b->time : a->id() < b->id(); });
  sorted.resize(count);
  return sorted;
}

std::vector<Failure> failures(const std::vector<TestCase>& tests) {
  std::vector<Failure> found;
  std::map<std::string, std::size_t> known;
  for (const TestCase& test : tests) {
    if (!test.is_bad()) {
      continue;
    }
    const auto [place, is_new] = known.try_emplace(test.id() + '\n' + test.message, found.size());
    if (is_new) {
      found.push_back({&test, {}});
    }
    found[place->second].origins.push_back(test.origin);
  }
  return found;
}

}  // namespace ropewalk::report
