#include "scan/secrets/rules/gitleaks_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

struct Row {
  std::string_view gitleaks;
  std::string_view own;
  std::string_view beginnings;
};

std::vector<Row> rows() {
  std::vector<Row> all;
  for (const std::string_view line : split_lines(gitleaks_rules_text())) {
    const std::vector<std::string_view> cells = split(line, '|');
    if (!line.starts_with('#') && cells.size() == 3) {
      all.push_back({trim(cells[0]), trim(cells[1]), trim(cells[2])});
    }
  }
  return all;
}

bool contains(const std::vector<std::string>& ids, std::string_view id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// True when each rule of gitleaks is out that is this one of ours, or this part of it.
bool are_all_out(const std::vector<std::string>& disabled, std::string_view own, std::string_view beginnings) {
  const std::vector<Row> all = rows();
  return std::all_of(all.begin(), all.end(), [&](const Row& row) {
    return row.own != own || (!beginnings.empty() && row.beginnings != beginnings) || contains(disabled, row.gitleaks);
  });
}

/// A list for the part of our rule that is of the kind.
AllowList narrowed(AllowList list, const OwnRule& own) {
  list.beginnings = own.beginnings;
  return list;
}

/// Takes every secret of a part of a rule out.
AllowList everything_of(const OwnRule& own) {
  AllowList list;
  list.description = "a rule that is disabled";
  list.regexes.emplace_back(std::string());
  return narrowed(std::move(list), own);
}

void turn_rule(const Rule& rule, const std::vector<OwnRule>& kinds, RuleSet& base) {
  for (const OwnRule& kind : kinds) {
    const auto own = base.rules.find(kind.id);
    if (own == base.rules.end()) {
      continue;
    }
    for (const AllowList& list : rule.allow_lists) {
      own->second.allow_lists.push_back(narrowed(list, kind));
    }
    // The rest is of a whole rule, which would go too far where others share it.
    if (kind.is_shared) {
      continue;
    }
    if (!rule.description.empty()) {
      own->second.description = rule.description;
    }
    if (rule.entropy != 0) {
      own->second.entropy = rule.entropy;
    }
    if (rule.path) {
      own->second.path = rule.path;
    }
    own->second.tags.insert(own->second.tags.end(), rule.tags.begin(), rule.tags.end());
  }
}

}  // namespace

std::vector<OwnRule> own_rules_of(std::string_view gitleaks_id) {
  const std::vector<Row> all = rows();
  std::vector<OwnRule> found;
  for (const Row& row : all) {
    if (row.gitleaks != gitleaks_id) {
      continue;
    }
    const auto users = std::count_if(all.begin(), all.end(), [&row](const Row& other) { return other.own == row.own; });
    OwnRule own{.id = std::string(row.own), .beginnings = {}, .is_shared = users > 1};
    for (const std::string_view beginning : split(row.beginnings, ',')) {
      if (!beginning.empty()) {
        own.beginnings.emplace_back(beginning);
      }
    }
    found.push_back(std::move(own));
  }
  return found;
}

std::vector<std::string> own_places_of(std::string_view place) {
  const std::size_t line = place.rfind(':');
  const std::size_t rule = line == std::string_view::npos || line == 0 ? line : place.rfind(':', line - 1);
  std::vector<std::string> places;
  if (rule == std::string_view::npos) {
    return places;
  }
  for (const OwnRule& own : own_rules_of(place.substr(rule + 1, line - rule - 1))) {
    if (!own.id.empty()) {
      places.push_back(fmt::format("{}:{}{}", place.substr(0, rule), own.id, place.substr(line)));
    }
  }
  return places;
}

void turn_to_own_rules(RuleSet& set, RuleSet& base, std::vector<std::string>& disabled) {
  const auto kinds_of = [&base](const std::string& id) {
    // Ours are known by what they are filtered by: rules of a file have nothing of the sort.
    const bool has_own = std::any_of(base.rules.begin(), base.rules.end(),
                                     [](const auto& rule) { return rule.second.filter != ValueFilter::kNone; });
    return base.rules.contains(id) || !has_own ? std::vector<OwnRule>() : own_rules_of(id);
  };
  const std::vector<std::string> named = disabled;
  for (const std::string& id : named) {
    for (const OwnRule& kind : kinds_of(id)) {
      const auto own = base.rules.find(kind.id);
      if (own == base.rules.end()) {
        continue;
      }
      if (are_all_out(named, kind.id, {})) {
        disabled.push_back(kind.id);
      } else if (!kind.beginnings.empty() && are_all_out(named, kind.id, join(kind.beginnings, ","))) {
        own->second.allow_lists.push_back(everything_of(kind));
      }
    }
  }
  std::vector<std::string> turned;
  for (const auto& [id, rule] : set.rules) {
    const std::vector<OwnRule> kinds = kinds_of(id);
    const bool is_whole = rule.regex || (rule.path && !kinds.empty() && kinds.front().id.empty());
    if (kinds.empty()) {
      continue;
    }
    if (!is_whole) {
      turn_rule(rule, kinds, base);
      turned.push_back(id);
      continue;
    }
    // An expression of the team's own takes the place of ours.
    for (const OwnRule& kind : kinds) {
      if (!kind.is_shared && !kind.id.empty()) {
        disabled.push_back(kind.id);
      }
    }
  }
  for (const std::string& id : turned) {
    set.rules.erase(id);
    std::erase(set.order, id);
  }
}

bool add_allow_list(RuleSet& set, const std::string& id, const AllowList& list) {
  if (const auto rule = set.rules.find(id); rule != set.rules.end()) {
    rule->second.allow_lists.push_back(list);
    return true;
  }
  bool is_known = false;
  for (const OwnRule& kind : own_rules_of(id)) {
    if (const auto own = set.rules.find(kind.id); own != set.rules.end()) {
      own->second.allow_lists.push_back(narrowed(list, kind));
      is_known = true;
    }
  }
  return is_known;
}

}  // namespace ropewalk::scan
