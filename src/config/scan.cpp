#include "config/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "base/day.h"
#include "base/strings.h"

namespace ropewalk::config {
namespace {

class ScanReader {
 public:
  ScanReader(const yaml::Document& document, std::vector<Error>& errors) : document_(document), errors_(errors) {}

  ScanSettings read(const yaml::Node& node) {
    ScanSettings settings;
    each(node, "'scan'", [&](const yaml::Node& key, const yaml::Node& value) {
      if (key.text == "fail-on") {
        settings.fail_on = texts(value);
        settings.fail_on_place = place(value);
      } else if (key.text == "baseline") {
        settings.baseline = text(value);
      } else if (key.text == "base") {
        settings.base = text(value);
      } else if (key.text == "secrets-config") {
        settings.secrets_config = text(value);
      } else if (key.text == "suppress") {
        items(value, [&](const yaml::Node& item) { settings.suppress.push_back(suppression(item)); });
      } else if (key.text == "licenses") {
        settings.licenses = texts(value);
      } else if (key.text == "policy") {
        settings.policy = policy(value);
      } else {
        unknown(key, "'scan'", {"fail-on", "baseline", "base", "secrets-config", "suppress", "licenses", "policy"});
      }
    });
    return settings;
  }

  PolicySettings policy(const yaml::Node& node) {
    PolicySettings settings;
    each(node, "'policy'", [&](const yaml::Node& key, const yaml::Node& value) {
      if (key.text == "extends") {
        settings.extends = texts(value);
      } else if (key.text == "branch-protection") {
        settings.branch_protection = text(value);
      } else if (key.text == "rules") {
        each(value, "'rules'", [&](const yaml::Node& rule, const yaml::Node& weight) {
          constexpr std::array<std::string_view, 6> kWeights = {"off", "info", "low", "medium", "high", "critical"};
          // `off` without quotes is a truth value to some readers of YAML; here it is the word.
          const std::string word = text(weight);
          if (std::find(kWeights.begin(), kWeights.end(), word) == kWeights.end()) {
            wrong(weight, "a rule's weight is off, info, low, medium, high or critical");
          }
          settings.rules.emplace_back(rule.text, word);
        });
      } else if (key.text == "waivers") {
        items(value, [&](const yaml::Node& item) {
          ScanSuppression one = suppression(item, "a waiver", "rule");
          if (one.owner.empty()) {
            wrong(item, "a waiver has an owner", "say who answers for it: owner: \"@acme/platform\"");
          }
          if (one.expires.empty()) {
            wrong(item, "a waiver ends", "say on which day it is looked at again: expires: 2026-12-31");
          }
          settings.waivers.push_back(std::move(one));
        });
      } else if (key.text == "no-waivers") {
        settings.no_waivers = texts(value);
      } else {
        unknown(key, "'policy'", {"extends", "branch-protection", "rules", "waivers", "no-waivers"});
      }
    });
    return settings;
  }

 private:
  /// `id` is what its rule is called by: `id` or `rule`.
  ScanSuppression suppression(const yaml::Node& node, std::string_view what = "a suppression",
                              std::string_view id = "id") {
    ScanSuppression one;
    one.place = place(node);
    each(node, what, [&](const yaml::Node& key, const yaml::Node& value) {
      if (key.text == id) {
        one.id = text(value);
      } else if (key.text == "path") {
        one.path = text(value);
      } else if (key.text == "reason") {
        one.reason = text(value);
      } else if (key.text == "owner") {
        one.owner = text(value);
      } else if (key.text == "expires") {
        one.expires = text(value);
        if (!is_day(one.expires)) {
          wrong(value, "'expires' is a day", "write it as 2026-12-31");
        }
      } else {
        unknown(key, what, {id, "path", "reason", "owner", "expires"});
      }
    });
    if (one.id.empty()) {
      wrong(node, id == "id" ? "a suppression has an id: a rule, an advisory or a fingerprint" : "a waiver has a rule");
    } else if (one.reason.empty()) {
      wrong(node, fmt::format("{} has a reason", what), "say why it may be let be");
    }
    return one;
  }

  [[nodiscard]] std::size_t index(const yaml::Node& node) const {
    return static_cast<std::size_t>(&node - document_.nodes.data());
  }
  [[nodiscard]] SourceRef place(const yaml::Node& node) const { return {document_.file, node.span}; }

  void wrong(const yaml::Node& node, std::string message, std::string hint = {}) {
    errors_.push_back({ErrorKind::kInvalid, std::move(message), std::move(hint), place(node)});
  }

  void unknown(const yaml::Node& key, std::string_view what, const std::vector<std::string_view>& names) {
    const std::string_view near = nearest(key.text, names);
    wrong(key, fmt::format("{} has no key '{}'", what, key.text),
          near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  }

  void each(const yaml::Node& node, std::string_view what,
            const std::function<void(const yaml::Node& key, const yaml::Node& value)>& take) {
    if (node.kind != yaml::NodeKind::kMapping) {
      wrong(node, fmt::format("{} is a mapping", what));
      return;
    }
    for (std::size_t at = index(node) + 1; at < node.next;) {
      const yaml::Node& key = document_.nodes[at];
      if (key.next >= node.next) {
        return;  // the file breaks off here, which the reader of YAML has said
      }
      take(key, document_.resolve(document_.nodes[key.next]));
      at = document_.nodes[key.next].next;
    }
  }

  void items(const yaml::Node& node, const std::function<void(const yaml::Node& item)>& take) {
    if (node.kind != yaml::NodeKind::kSequence) {
      wrong(node, "this is a list");
      return;
    }
    for (std::size_t at = index(node) + 1; at < node.next; at = document_.nodes[at].next) {
      take(document_.resolve(document_.nodes[at]));
    }
  }

  std::string text(const yaml::Node& node) {
    if (node.kind != yaml::NodeKind::kScalar) {
      wrong(node, "this is a text");
      return {};
    }
    return std::string(node.text);
  }

  std::vector<std::string> texts(const yaml::Node& node) {
    std::vector<std::string> all;
    if (node.kind == yaml::NodeKind::kScalar) {
      all.emplace_back(node.text);
    } else {
      items(node, [&](const yaml::Node& item) { all.push_back(text(item)); });
    }
    return all;
  }

  const yaml::Document& document_;
  std::vector<Error>& errors_;
};

}  // namespace

ScanSettings read_scan(const yaml::Document& document, const yaml::Node& node, std::vector<Error>& errors) {
  return ScanReader(document, errors).read(node);
}

PolicySettings read_policy_file(const yaml::Document& document, std::vector<Error>& errors) {
  return document.nodes.empty() ? PolicySettings() : ScanReader(document, errors).policy(document.nodes.front());
}

}  // namespace ropewalk::config
