#include "scan/advisories/write_pack.h"

#include <zlib.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/strings.h"
#include "base/utf8.h"
#include "scan/advisories/ids.h"
#include "scan/advisories/pack.h"
#include "scan/advisories/ranges.h"
#include "scan/cvss/cvss.h"

namespace ropewalk::scan {
namespace {

void append_number(std::string& out, std::uint64_t number) {
  for (int shift = 0; shift < 32; shift += 8) {
    out += static_cast<char>(number >> shift & 0xFFU);
  }
}

/// Texts with two bytes of length in front, each text once.
class Strings {
 public:
  std::uint32_t add(std::string_view text) {
    constexpr std::size_t kMost = 0xFFFF;
    const std::string_view kept = text.substr(0, kMost);
    if (kept.empty()) {
      return kNothing;
    }
    const auto [at, is_new] = known_.emplace(kept, static_cast<std::uint32_t>(bytes_.size()));
    if (is_new) {
      bytes_ += static_cast<char>(kept.size() & 0xFFU);
      bytes_ += static_cast<char>(kept.size() >> 8U);
      bytes_ += kept;
    }
    return at->second;
  }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::map<std::string, std::uint32_t, std::less<>> known_;
  std::string bytes_;
};

struct Score {
  int tenths = -1;
  std::string vector;
};

/// The highest score of the newest version of CVSS that is given.
Score best_score(const std::vector<std::string>& vectors) {
  Score best;
  std::string_view best_version;
  for (const std::string& vector : vectors) {
    const auto score = read_cvss(vector);
    if (score && std::pair(score->version, score->last()) > std::pair(best_version, best.tenths)) {
      best = {score->last(), vector};
      best_version = score->version;
    }
  }
  return best;
}

Score score_of(const Advisory& advisory) {
  std::vector<std::string> vectors = advisory.severities;
  if (vectors.empty()) {
    for (const AffectedPackage& package : advisory.affected) {
      vectors.insert(vectors.end(), package.severities.begin(), package.severities.end());
    }
  }
  Score score = best_score(vectors);
  if (score.tenths < 0) {
    // The word alone: the lowest score of its band.
    const std::string word = to_lower(advisory.severity_word);
    score.tenths = word == "critical"                       ? 90
                   : word == "high"                         ? 70
                   : word == "moderate" || word == "medium" ? 40
                   : word == "low"                          ? 1
                                                            : -1;
  }
  return score;
}

class Writer {
 public:
  explicit Writer(WrittenPack& result) : result_(result) {}

  std::string write(const std::vector<Advisory>& advisories, const PackSource& source) {
    for (const Advisory& advisory : advisories) {
      for (const AffectedPackage& package : advisory.affected) {
        for (const std::string& alias : advisory.upstream.empty() || advisory.id.find("-CVE-") != std::string::npos
                                            ? advisory.aliases
                                            : std::vector<std::string>()) {
          said_.emplace(package.ecosystem, package.name, alias);
        }
      }
    }
    const AliasGroups groups = group_by_alias(advisories);
    add_groups(groups, advisories);
    for (std::uint32_t i = 0; i < advisories.size(); ++i) {
      add_advisory(advisories[i], groups.of_advisory[i]);
      add_affected(advisories[i], i);
    }
    add_packages();
    std::string newest;
    for (const Advisory& advisory : advisories) {
      newest = std::max({newest, advisory.modified.substr(0, 10), advisory.published.substr(0, 10)});
    }
    const std::array<std::uint32_t, 4> words = {strings_.add(newest), strings_.add(source.made),
                                                strings_.add(source.name), strings_.add(source.terms)};
    return assemble(words);
  }

 private:
  std::string& table(PackTable table) { return tables_[static_cast<std::size_t>(table)]; }
  std::uint32_t rows(PackTable table) {
    const auto at = static_cast<std::size_t>(table);
    return static_cast<std::uint32_t>(tables_[at].size() / (kPackRow[at] * 4));
  }

  void row(PackTable into, std::initializer_list<std::uint32_t> cells) {
    for (const std::uint32_t cell : cells) {
      append_number(table(into), cell);
    }
  }

  void add_groups(const AliasGroups& groups, const std::vector<Advisory>& advisories) {
    // An advisory without a score of its own has the highest that its group has.
    scores_.resize(groups.ids.size());
    for (std::size_t i = 0; i < advisories.size(); ++i) {
      Score score = score_of(advisories[i]);
      own_scores_.push_back(score);
      Score& best = scores_[groups.of_advisory[i]];
      if (score.tenths > best.tenths) {
        best = std::move(score);
      }
    }
    for (const auto& ids : groups.ids) {
      row(PackTable::kGroups, {rows(PackTable::kIds), static_cast<std::uint32_t>(ids.size())});
      for (const std::string& id : ids) {
        row(PackTable::kIds, {strings_.add(id)});
      }
    }
  }

  void add_advisory(const Advisory& advisory, std::uint32_t group) {
    const Score& own = own_scores_[rows(PackTable::kAdvisories)];
    const Score& score = own.tenths >= 0 ? own : scores_[group];
    row(PackTable::kAdvisories,
        {strings_.add(advisory.id), group, strings_.add(score.vector),
         score.tenths < 0 ? kNothing : static_cast<std::uint32_t>(score.tenths), strings_.add(advisory.modified),
         strings_.add(advisory.withdrawn), strings_.add(to_valid_utf8(advisory.summary)), strings_.add(advisory.link),
         advisory.is_malicious() ? kMaliciousFlag : 0});
  }

  void add_affected(const Advisory& advisory, std::uint32_t number) {
    for (const AffectedPackage& package : advisory.affected) {
      const auto scheme = versions::scheme_named(package.ecosystem);
      if (!scheme || package.name.empty()) {
        ++result_.left_out[package.ecosystem.substr(0, package.ecosystem.find(':'))];
        continue;
      }
      if (says_nothing_new(advisory, package)) {
        continue;
      }
      packages_[{package.ecosystem, package.name}].push_back(rows(PackTable::kAffected));
      const std::uint32_t first_event = rows(PackTable::kEvents);
      std::vector<std::vector<SortedEvent>> ranges;
      for (const VersionRange& range : package.ranges) {
        ranges.push_back(sort_events(*scheme, range));
        add_events(ranges.back());
      }
      const std::uint32_t first_version = rows(PackTable::kVersions);
      add_versions(*scheme, package, ranges);
      row(PackTable::kAffected, {number, first_event, rows(PackTable::kEvents) - first_event, first_version,
                                 rows(PackTable::kVersions) - first_version, strings_.add(package.urgency)});
    }
  }

  /// A notice (`DSA-1`) about CVEs of which each has a record of its own about this package: what it says stands there.
  [[nodiscard]] bool says_nothing_new(const Advisory& advisory, const AffectedPackage& package) const {
    return !advisory.upstream.empty() && advisory.id.find("-CVE-") == std::string::npos &&
           std::all_of(advisory.upstream.begin(), advisory.upstream.end(),
                       [&](const std::string& cve) { return said_.contains({package.ecosystem, package.name, cve}); });
  }

  void add_events(const std::vector<SortedEvent>& events) {
    bool is_first = true;
    for (const SortedEvent& event : events) {
      row(PackTable::kEvents, {static_cast<std::uint32_t>(event.kind) | (is_first ? 0x100U : 0U),
                               strings_.add(event.key), strings_.add(event.text)});
      is_first = false;
    }
  }

  /// Only what the ranges don't say: nearly nothing, where both are there.
  void add_versions(versions::Scheme scheme, const AffectedPackage& package,
                    const std::vector<std::vector<SortedEvent>>& ranges) {
    std::set<std::string> keys;
    for (const std::string& version : package.versions) {
      std::string key = version_key(scheme, version);
      const bool is_in_range = std::any_of(ranges.begin(), ranges.end(), [&](const auto& events) {
        RangeWalk walk(scheme, key);
        for (const SortedEvent& event : events) {
          walk.add(event.kind, event.key);
        }
        return walk.is_affected();
      });
      if (!is_in_range) {
        keys.insert(std::move(key));
      }
    }
    for (const std::string& key : keys) {
      row(PackTable::kVersions, {strings_.add(key)});
    }
  }

  /// The rows of one package have to stand together: they are put into that order here.
  void add_packages() {
    const std::string unsorted = std::exchange(table(PackTable::kAffected), {});
    constexpr std::size_t kWidth = kPackRow[static_cast<std::size_t>(PackTable::kAffected)] * 4;
    for (const auto& [key, affected] : packages_) {
      row(PackTable::kPackages, {strings_.add(key.first), strings_.add(key.second), rows(PackTable::kAffected),
                                 static_cast<std::uint32_t>(affected.size())});
      for (const std::uint32_t at : affected) {
        table(PackTable::kAffected) += unsorted.substr(at * kWidth, kWidth);
      }
    }
    result_.packages = packages_.size();
  }

  std::string assemble(const std::array<std::uint32_t, 4>& words) {
    std::string head;
    std::size_t offset = kPackHeader;
    std::string body;
    table(PackTable::kStrings) = strings_.bytes();
    for (std::size_t i = 0; i < kPackTables; ++i) {
      const std::size_t width = kPackRow[i] == 0 ? 1 : kPackRow[i] * 4;
      append_number(head, offset);
      append_number(head, tables_[i].size() / width);
      offset += tables_[i].size();
      body += tables_[i];
    }
    for (const std::uint32_t word : words) {
      append_number(head, word);
    }
    const std::string checked = head + body;
    std::string bytes(kPackMagic);
    append_number(bytes, crc32_z(0, reinterpret_cast<const unsigned char*>(checked.data()), checked.size()));
    return bytes + checked;
  }

  WrittenPack& result_;
  Strings strings_;
  std::array<std::string, kPackTables> tables_;
  std::map<std::pair<std::string, std::string>, std::vector<std::uint32_t>> packages_;
  /// Ecosystem, package and CVE of records that are about one CVE.
  std::set<std::tuple<std::string, std::string, std::string>> said_;
  std::vector<Score> own_scores_;
  /// Of each group the highest.
  std::vector<Score> scores_;
};

}  // namespace

WrittenPack write_pack(std::vector<Advisory> advisories, const PackSource& source) {
  std::sort(advisories.begin(), advisories.end(), [](const Advisory& a, const Advisory& b) {
    return a.id != b.id ? id_is_before(a.id, b.id) : a.modified > b.modified;
  });
  advisories.erase(std::unique(advisories.begin(), advisories.end(),
                               [](const Advisory& a, const Advisory& b) { return a.id == b.id; }),
                   advisories.end());
  WrittenPack result;
  result.advisories = advisories.size();
  result.bytes = Writer(result).write(advisories, source);
  return result;
}

}  // namespace ropewalk::scan
