#include "scan/dependencies/licenses.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::scan {
namespace {

/// Names of Python's classifiers and what people write, in lower case.
constexpr std::array<std::pair<std::string_view, std::string_view>, 38> kNames = {{
    {"mit license", "MIT"},
    {"the mit license", "MIT"},
    {"the mit license (mit)", "MIT"},
    {"expat license", "MIT"},
    {"mit no attribution license (mit-0)", "MIT-0"},
    {"apache software license", "Apache-2.0"},
    {"apache license 2.0", "Apache-2.0"},
    {"apache license, version 2.0", "Apache-2.0"},
    {"apache license version 2.0", "Apache-2.0"},
    {"apache 2.0", "Apache-2.0"},
    {"apache 2", "Apache-2.0"},
    {"apache2", "Apache-2.0"},
    {"bsd 3-clause", "BSD-3-Clause"},
    {"3-clause bsd", "BSD-3-Clause"},
    {"3-clause bsd license", "BSD-3-Clause"},
    {"bsd 3-clause license", "BSD-3-Clause"},
    {"new bsd", "BSD-3-Clause"},
    {"new bsd license", "BSD-3-Clause"},
    {"modified bsd license", "BSD-3-Clause"},
    {"bsd 2-clause", "BSD-2-Clause"},
    {"bsd 2-clause license", "BSD-2-Clause"},
    {"simplified bsd", "BSD-2-Clause"},
    {"isc license (iscl)", "ISC"},
    {"isc license", "ISC"},
    {"mozilla public license 2.0 (mpl 2.0)", "MPL-2.0"},
    {"mpl 2.0", "MPL-2.0"},
    {"python software foundation license", "PSF-2.0"},
    {"psf", "PSF-2.0"},
    {"gnu general public license v2 (gplv2)", "GPL-2.0-only"},
    {"gnu general public license v2 or later (gplv2+)", "GPL-2.0-or-later"},
    {"gnu general public license v3 (gplv3)", "GPL-3.0-only"},
    {"gnu general public license v3 or later (gplv3+)", "GPL-3.0-or-later"},
    {"gnu lesser general public license v3 (lgplv3)", "LGPL-3.0-only"},
    {"gnu lesser general public license v2 or later (lgplv2+)", "LGPL-2.0-or-later"},
    {"gnu affero general public license v3", "AGPL-3.0-only"},
    {"the unlicense (unlicense)", "Unlicense"},
    {"zlib/libpng license", "Zlib"},
    {"cc0 1.0 universal (cc0 1.0) public domain dedication", "CC0-1.0"},
}};

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '+' || c == ':';
}

/// Evaluates an SPDX expression (annex D of SPDX 2.3): OR binds weaker than AND, AND weaker than WITH.
class Evaluator {
 public:
  Evaluator(std::string_view text, const std::vector<std::string>& allowed) : allowed_(allowed) {
    std::string word;
    for (const char c : text) {
      if (is_id_character(c)) {
        word += c;
        continue;
      }
      finish(word);
      if (c == '(' || c == ')') {
        words_.emplace_back(1, c);
      } else if (c != ' ' && c != '\t') {
        is_valid_ = false;
      }
    }
    finish(word);
  }

  std::optional<bool> evaluate() {
    const bool result = any(0);
    return is_valid_ && at_ == words_.size() && !words_.empty() ? std::optional(result) : std::nullopt;
  }

 private:
  void finish(std::string& word) {
    if (!word.empty()) {
      words_.push_back(std::exchange(word, {}));
    }
  }

  bool take(std::string_view word) {
    const bool is_there = at_ < words_.size() && equals_ignoring_case(words_[at_], word);
    at_ += is_there ? 1 : 0;
    return is_there;
  }

  bool any(int depth) {
    bool result = all(depth);
    while (take("OR")) {
      const bool next = all(depth);
      result = result || next;
    }
    return result;
  }

  bool all(int depth) {
    bool result = one(depth);
    while (take("AND")) {
      const bool next = one(depth);
      result = result && next;
    }
    return result;
  }

  bool one(int depth) {
    if (depth > 50) {
      is_valid_ = false;
      return false;
    }
    if (take("(")) {
      const bool result = any(depth + 1);
      is_valid_ = take(")") && is_valid_;
      return result;
    }
    if (at_ >= words_.size() || is_operator(words_[at_]) || words_[at_] == ")") {
      is_valid_ = false;
      return false;
    }
    std::string id = words_[at_++];
    if (take("WITH")) {
      if (at_ >= words_.size()) {
        is_valid_ = false;
        return false;
      }
      // An exception gives more rights: the licence alone being allowed is enough.
      const std::string with = fmt::format("{} WITH {}", id, words_[at_++]);
      return is_in_list(id) || is_in_list(with);
    }
    return is_in_list(id);
  }

  static bool is_operator(std::string_view word) {
    return equals_ignoring_case(word, "AND") || equals_ignoring_case(word, "OR") || equals_ignoring_case(word, "WITH");
  }

  [[nodiscard]] bool is_in_list(std::string_view id) const {
    return std::any_of(allowed_.begin(), allowed_.end(),
                       [&](const std::string& candidate) { return equals_ignoring_case(candidate, id); });
  }

  const std::vector<std::string>& allowed_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
  bool is_valid_ = true;
};

}  // namespace

std::optional<std::string> spdx_license(std::string_view name) {
  const std::string lower = to_lower(trim(name));
  for (const auto& [known, id] : kNames) {
    if (known == lower) {
      return std::string(id);
    }
  }
  // Words that name a family, and no licence, look like ids, too.
  static constexpr std::array<std::string_view, 10> kVague = {"bsd",  "gpl",     "lgpl",        "apache", "other",
                                                              "free", "unknown", "proprietary", "public", "license"};
  const bool is_vague = std::find(kVague.begin(), kVague.end(), lower) != kVague.end();
  if (lower.empty() || is_vague || lower.size() > 200 || !is_allowed_license(name, {})) {
    return std::nullopt;
  }
  return std::string(trim(name));
}

std::optional<bool> is_allowed_license(std::string_view expression, const std::vector<std::string>& allowed) {
  return Evaluator(trim(expression), allowed).evaluate();
}

void check_licenses(const Manifest& manifest, const std::vector<std::string>& allowed, Report& report) {
  for (const Dependency& dependency : manifest.dependencies) {
    const auto license = spdx_license(dependency.license);
    if (!license) {
      report.skipped.push_back({dependency.place, "license-unknown",
                                dependency.license.empty()
                                    ? fmt::format("nothing says which licence {} has", dependency.name)
                                    : fmt::format("'{}' names no licence for certain ({})",
                                                  dependency.license.substr(0, 80), dependency.name)});
      continue;
    }
    if (is_allowed_license(*license, allowed).value_or(false)) {
      continue;
    }
    Finding finding;
    finding.scanner = "dependencies";
    finding.rule = "license";
    finding.severity = Severity::kHigh;
    finding.place = dependency.place;
    finding.message =
        fmt::format("{} has the licence {}, which is not on the list of allowed ones", dependency.name, *license);
    finding.hint = "replace it, or have the licence allowed by whoever answers for that";
    finding.fingerprint =
        to_hex(sha256(fmt::format("license\n{}\n{}\n{}", dependency.ecosystem, dependency.name, *license)))
            .substr(0, 32);
    finding.details = {{"package", json_text(dependency.name)},
                       {"version", dependency.version.empty() ? "null" : json_text(dependency.version)},
                       {"ecosystem", json_text(dependency.ecosystem)},
                       {"license", json_text(*license)}};
    report.findings.push_back(std::move(finding));
  }
}

}  // namespace ropewalk::scan
