// Compares what RE2 finds where the prefilter sends it with what it finds in the whole text, for all rules at once.
//
// Usage: prefilter_differential COUNT SEED SEEDS [RULES.toml]…
//
// Texts are put together from the lines of the file SEEDS and from what the rules' own expressions are made of, then
// cut, doubled and changed. The rules are Ropewalk's own and those of each file in gitleaks' format. Exits 1 when a
// match differs.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/strings.h"
#include "base/utf8.h"
#include "scan/secrets/match/prefilter.h"
#include "scan/secrets/match/searched_text.h"
#include "scan/secrets/rules/default_rules.h"
#include "scan/secrets/rules/gitleaks_toml.h"

namespace {

using namespace ropewalk;

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// As the scanner has it: bytes that are no character are one that stands for none.
std::string cleaned(std::string text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t before = at;
    if (next_code_point(text, at) >= kFirstNoCodePoint) {
      text[before] = '\x1a';
    }
  }
  return text;
}

/// All matches of an expression from the beginning of a text to its end, by RE2 alone.
std::vector<scan::Span> by_whole_text(const scan::Pattern& pattern, std::string_view text) {
  std::vector<scan::Span> found;
  for (std::size_t at = 0; at <= text.size();) {
    const auto match = pattern.find(text, at, text.size());
    if (!match) {
      break;
    }
    if (match->end > match->begin) {
      found.push_back(*match);
    }
    at = match->end > match->begin ? match->end : match->end + 1;
  }
  return found;
}

bool has_keyword(const scan::Rule& rule, const std::string& lower) {
  if (rule.keywords.empty()) {
    return true;
  }
  for (const std::string& keyword : rule.keywords) {
    if (lower.find(keyword) != std::string::npos) {
      return true;
    }
  }
  return false;
}

/// Makes texts.
class Maker {
 public:
  Maker(std::uint64_t seed, std::vector<std::string> lines) : random_(seed), lines_(std::move(lines)) {}

  std::string text() {
    std::string made;
    for (std::size_t parts = 1 + below(5); parts > 0; --parts) {
      made += part();
      if (chance(2)) {
        made += pick(kBetween);
      }
    }
    for (std::size_t changes = below(6); changes > 0 && !made.empty(); --changes) {
      change(made);
    }
    return made;
  }

 private:
  static constexpr std::string_view kBetween[] = {"\n", " ",  "=",    "\"",     "'",      ":",      "\r\n", ";",
                                                  ",",  "\t", "\n\n", "\u017f", "\u212a", "\u00e9", "\xff", "\x00x"};
  static constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.=/+";

  std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_() % end); }
  bool chance(std::size_t of) { return below(of) == 0; }
  template <std::size_t N>
  std::string_view pick(const std::string_view (&all)[N]) {
    return all[below(N)];
  }

  std::string part() {
    if (lines_.empty() || chance(6)) {
      std::string made;
      for (std::size_t left = below(90); left > 0; --left) {
        made += kAlphabet[below(kAlphabet.size())];
      }
      return made;
    }
    const std::string& line = lines_[below(lines_.size())];
    if (chance(3) && !line.empty()) {
      const std::size_t begin = below(line.size());
      return line.substr(begin, below(line.size() - begin + 1));
    }
    return line;
  }

  void change(std::string& text) {
    const std::size_t at = below(text.size());
    switch (below(7)) {
      case 0: text[at] = kAlphabet[below(kAlphabet.size())]; break;
      case 1: text.erase(at, 1 + below(4)); break;
      case 2: text.insert(at, pick(kBetween)); break;
      case 3: text.insert(at, text.substr(at, below(40))); break;
      case 4: text.insert(at, 1 + below(60), kAlphabet[below(kAlphabet.size())]); break;
      case 5: text[at] = static_cast<char>(text[at] ^ 0x20); break;
      default: text.insert(below(text.size()), part()); break;
    }
  }

  std::mt19937_64 random_;
  std::vector<std::string> lines_;
};

/// Differences in one text.
std::size_t compare(const std::vector<const scan::Rule*>& rules, const scan::Prefilter& prefilter,
                    const std::string& text, std::size_t& matches) {
  const std::string lower = to_lower(text);
  const std::string whole = cleaned(text);
  std::vector<std::vector<scan::Span>> pieces(rules.size());
  for (const scan::Candidates& candidates : prefilter.candidates(text)) {
    pieces[candidates.rule] = candidates.pieces;
  }
  const scan::SearchedText searched(text);
  std::size_t differences = 0;
  for (std::size_t number = 0; number < rules.size(); ++number) {
    const scan::Rule& rule = *rules[number];
    if (!rule.regex || !has_keyword(rule, lower)) {
      continue;
    }
    std::vector<scan::Span> found;
    for (const scan::Span piece : pieces[number]) {
      for (const scan::Span match : searched.find_all(*rule.regex, piece)) {
        found.push_back(match);
      }
    }
    const std::vector<scan::Span> wanted = by_whole_text(*rule.regex, whole);
    matches += wanted.size();
    if (found != wanted) {
      ++differences;
      constexpr const char* kLine = "%s: %zu matches instead of %zu in\n%s\n";
      std::printf(kLine, rule.id.c_str(), found.size(), wanted.size(), text.c_str());
    }
  }
  return differences;
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) {
    std::fputs("usage: prefilter_differential COUNT SEED SEEDS [RULES.toml]…\n", stderr);
    return 2;
  }
  std::vector<scan::RuleSet> sets = {scan::default_rules()};
  for (int at = 4; at < count; ++at) {
    const scan::RuleSources sources{
        .read = [](const std::string&) -> Result<std::string> { return fail(ErrorKind::kNotFound, "no file"); },
        .defaults = [] { return Result<scan::RuleSet>(scan::default_rules()); }};
    auto set = scan::read_gitleaks_toml(read(words[at]), words[at], sources);
    if (!set) {
      std::fprintf(stderr, "%s: %s\n", words[at], set.error().message.c_str());
      return 2;
    }
    sets.push_back(std::move(*set));
  }
  std::vector<std::vector<const scan::Rule*>> rules;
  std::vector<scan::Prefilter> prefilters;
  std::size_t rule_count = 0;
  for (const scan::RuleSet& set : sets) {
    rules.emplace_back();
    for (const auto& [id, rule] : set.rules) {
      rules.back().push_back(&rule);
    }
    prefilters.emplace_back(rules.back());
    rule_count += rules.back().size();
  }
  std::vector<std::string> lines;
  const std::string seeds = read(words[3]);
  for (const std::string_view line : split_lines(seeds)) {
    lines.emplace_back(line);
  }
  Maker maker(number(words[2]), std::move(lines));
  std::size_t differences = 0;
  std::size_t matches = 0;
  const std::uint64_t texts = number(words[1]);
  for (std::uint64_t done = 0; done < texts; ++done) {
    const std::string text = maker.text();
    for (std::size_t set = 0; set < sets.size(); ++set) {
      differences += compare(rules[set], prefilters[set], text, matches);
    }
  }
  std::printf("prefilter: %zu differences in %llu texts, %zu rules, %zu matches\n", differences,
              static_cast<unsigned long long>(texts), rule_count, matches);
  return differences == 0 ? 0 : 1;
}
