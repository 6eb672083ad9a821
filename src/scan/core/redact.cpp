#include "scan/core/redact.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

constexpr std::string_view kMask = "REDACTED";

/// The texts that one item of a report shows and that come from outside. What stands in one of them may stand in the
/// others in another form, so each is masked for all. `Text` is constant where nothing is changed.
template <typename Text>
using Told = std::vector<Text*>;

template <typename AnyDetails, typename Text>
void add_details(AnyDetails& details, Told<Text>& told) {
  constexpr std::array<std::string_view, 9> kNames = {"author", "email", "path",  "file",      "name",
                                                      "target", "layer", "where", "introduced"};
  for (auto& [key, value] : details) {
    if (std::find(kNames.begin(), kNames.end(), key) != kNames.end()) {
      told.push_back(&value);
    }
  }
}

template <typename Text, typename AnyReport, typename Visit>
void each_told(AnyReport& report, const Visit& visit) {
  for (auto& finding : report.findings) {
    Told<Text> told = {&finding.place.file};
    if (finding.in_checkout) {
      told.push_back(&finding.in_checkout->file);
    }
    if (finding.scanner != "secrets") {
      told.push_back(&finding.message);
      told.push_back(&finding.hint);
    }
    if (finding.is_suppressed) {
      told.push_back(&finding.suppressed_by);
    }
    add_details(finding.details, told);
    visit(told);
  }
  for (auto& package : report.packages) {
    Told<Text> told = {&package.place.file};
    add_details(package.details, told);
    visit(told);
  }
  for (auto& skipped : report.skipped) {
    visit(Told<Text>{&skipped.place.file, &skipped.message});
  }
  for (auto& trouble : report.trouble) {
    Told<Text> told = {&trouble.place.file, &trouble.message};
    add_details(trouble.details, told);
    visit(told);
  }
  for (auto& fact : report.facts) {
    Told<Text> told;
    add_details(fact.fields, told);
    visit(told);
  }
}

/// Shorter runs are in ordinary names, too.
constexpr std::size_t kLongRun = 16;

/// True for a run of letters, digits, `-` and `_` with at least one digit and one letter.
bool has_long_run(std::string_view text) {
  std::size_t length = 0;
  bool has_digit = false;
  bool has_letter = false;
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!is_digit && !is_letter && c != '-' && c != '_') {
      length = 0;
      has_digit = has_letter = false;
      continue;
    }
    ++length;
    has_digit = has_digit || is_digit;
    has_letter = has_letter || is_letter;
    if (length >= kLongRun && has_digit && has_letter) {
      return true;
    }
  }
  return false;
}

/// Each text is looked at once, however often it is told.
class KnownTexts {
 public:
  explicit KnownTexts(const SecretsInName& secrets_in) : secrets_in_(secrets_in) {}

  const std::vector<std::string>& secrets_in(const std::string& text) {
    const auto [place, is_new] = known_.try_emplace(text);
    if (is_new && !text.empty()) {
      place->second = secrets_in_(text);
    }
    return place->second;
  }

 private:
  const SecretsInName& secrets_in_;
  std::map<std::string, std::vector<std::string>, std::less<>> known_;
};

}  // namespace

void redact_names(Report& report) {
  if (!report.secrets_in_name) {
    return;
  }
  KnownTexts known(report.secrets_in_name);
  std::set<std::string> everywhere;
  for (const Finding& finding : report.findings) {
    if (!finding.secret_in_name.empty()) {
      everywhere.insert(finding.secret_in_name);
    }
  }
  each_told<std::string>(report, [&](const Told<std::string>& told) {
    std::set<std::string> secrets = everywhere;
    for (const std::string* const text : told) {
      const std::vector<std::string>& own = known.secrets_in(*text);
      secrets.insert(own.begin(), own.end());
    }
    // The longest first: one may be a part of another.
    std::vector<std::string> ordered(secrets.begin(), secrets.end());
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    for (std::string* const text : told) {
      for (const std::string& secret : ordered) {
        if (text->find(secret) != std::string::npos) {
          *text = replace_all(*text, secret, kMask);
        }
      }
    }
  });
}

bool may_have_secret_names(const Report& report) {
  bool may = false;
  each_told<const std::string>(report, [&](const Told<const std::string>& told) {
    may = may || (!told.empty() && has_long_run(*told.front()));
  });
  return may;
}

bool has_secret_names(const Report& report, const SecretsInName& secrets_in) {
  KnownTexts known(secrets_in);
  bool has = std::any_of(report.findings.begin(), report.findings.end(),
                         [](const Finding& finding) { return !finding.secret_in_name.empty(); });
  each_told<const std::string>(report, [&](const Told<const std::string>& told) {
    has = has || std::any_of(told.begin(), told.end(),
                             [&](const std::string* text) { return !known.secrets_in(*text).empty(); });
  });
  return has;
}

}  // namespace ropewalk::scan
