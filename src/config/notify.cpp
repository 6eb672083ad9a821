#include "config/notify.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/strings.h"
#include "yaml/document.h"

namespace ropewalk::config {
namespace {

constexpr std::array<std::string_view, 6> kTypes{"slack", "teams", "discord", "email", "webhook", "github"};
constexpr std::array<std::string_view, 9> kHappenings{"waiting",        "started",    "succeeded", "failed",
                                                      "rolled_back",    "superseded", "rejected",  "pipeline_succeeded",
                                                      "pipeline_failed"};
constexpr std::array<std::string_view, 17> kTemplateWords{
    "title",  "what",     "service", "environment", "version",         "number", "commit", "by",        "detail",
    "reason", "workflow", "url",     "digest",      "previous_digest", "id",     "thread", "audit_head"};
/// Hosts whose webhooks have their secret in the path.
constexpr std::array<std::string_view, 6> kSecretHosts{"hooks.slack.com",    "discord.com/api/webhooks",
                                                       "discordapp.com/api", "webhook.office.com",
                                                       "logic.azure.com",    "powerplatform.com"};

class NotifyReader {
 public:
  NotifyReader(const yaml::Document& document, std::vector<Error>& errors) : document_(document), errors_(errors) {}

  std::vector<NotifyChannel> channels(const yaml::Node& node) {
    std::vector<NotifyChannel> all;
    each(node, "'notify'", [&](const yaml::Node& key, const yaml::Node& value) {
      const std::string name(key.text);
      if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") !=
                              std::string::npos) {
        wrong(key, "a channel's name has letters, digits, '-', '_' and '.'");
      } else if (std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.name == name; })) {
        wrong(key, fmt::format("'{}' is there twice", name));
      } else {
        all.push_back(channel(name, key, value));
      }
    });
    return all;
  }

 private:
  [[nodiscard]] std::size_t index(const yaml::Node& node) const {
    return static_cast<std::size_t>(&node - document_.nodes.data());
  }

  void wrong(const yaml::Node& node, std::string message, std::string hint = {}) {
    errors_.push_back({ErrorKind::kInvalid, std::move(message), std::move(hint), {document_.file, node.span}});
  }

  template <class Take>
  void each(const yaml::Node& node, std::string_view what, const Take& take) {
    if (node.kind == yaml::NodeKind::kScalar && trim(node.text).empty()) {
      return;
    }
    if (node.kind != yaml::NodeKind::kMapping) {
      wrong(node, fmt::format("{} is a mapping", what));
      return;
    }
    for (std::size_t at = index(node) + 1; at < node.next;) {
      const yaml::Node& key = document_.nodes[at];
      const std::size_t value_at = key.next;
      if (value_at >= node.next) {
        return;
      }
      take(key, document_.resolve(document_.nodes[value_at]));
      at = document_.nodes[value_at].next;
    }
  }

  std::vector<std::string> texts(const yaml::Node& node) {
    std::vector<std::string> all;
    if (node.kind == yaml::NodeKind::kScalar) {
      all.emplace_back(node.text);
    } else if (node.kind != yaml::NodeKind::kSequence) {
      wrong(node, "this is a list of texts");
    } else {
      for (std::size_t at = index(node) + 1; at < node.next; at = document_.nodes[at].next) {
        const yaml::Node& item = document_.resolve(document_.nodes[at]);
        if (item.kind == yaml::NodeKind::kScalar) {
          all.emplace_back(item.text);
        } else {
          wrong(item, "an item of this list is a text");
        }
      }
    }
    return all;
  }

  NotifyChannel channel(const std::string& name, const yaml::Node& key, const yaml::Node& node) {
    NotifyChannel channel{.name = name};
    const std::map<std::string_view, std::string*> one_text{
        {"type", &channel.type},       {"url", &channel.url},   {"secret", &channel.secret},
        {"token", &channel.token},     {"user", &channel.user}, {"password", &channel.password},
        {"channel", &channel.channel}, {"from", &channel.from}, {"repository", &channel.repository},
        {"text", &channel.text}};
    const std::map<std::string_view, std::vector<std::string>*> lists{
        {"to", &channel.to}, {"on", &channel.on}, {"environments", &channel.environments}};
    std::map<std::string_view, const yaml::Node*> seen;
    each(node, fmt::format("the channel '{}'", name), [&](const yaml::Node& one, const yaml::Node& value) {
      const auto text = one_text.find(one.text);
      const auto list = lists.find(one.text);
      if (!seen.emplace(one.text, &value).second) {
        wrong(one, fmt::format("'{}' is there twice", one.text));
      } else if (text != one_text.end()) {
        if (value.kind != yaml::NodeKind::kScalar) {
          wrong(value, fmt::format("'{}' is a text", one.text));
        } else {
          *text->second = value.text;
        }
      } else if (list != lists.end()) {
        *list->second = texts(value);
      } else {
        std::vector<std::string_view> names;
        for (const auto& [known, into] : one_text) {
          names.push_back(known);
        }
        for (const auto& [known, into] : lists) {
          names.push_back(known);
        }
        const std::string_view near = nearest(one.text, names);
        wrong(one, fmt::format("a channel has no key '{}'", one.text),
              near.empty() ? fmt::format("its keys are {}", fmt::join(names, ", "))
                           : fmt::format("did you mean '{}'?", near));
      }
    });
    check(channel, key, seen);
    return channel;
  }

  /// Why a template cannot be filled; empty when it can.
  static std::string template_trouble(std::string_view text) {
    for (std::size_t open = text.find_first_of("{}"); open != std::string_view::npos; open = text.find_first_of("{}")) {
      const std::size_t close = text.find('}', open);
      if (text[open] == '}' || close == std::string_view::npos) {
        return "a template has a brace without its other";
      }
      const std::string_view word = text.substr(open + 1, close - open - 1);
      if (std::find(kTemplateWords.begin(), kTemplateWords.end(), word) == kTemplateWords.end()) {
        return fmt::format("a template has no '{{{}}}'", word);
      }
      text.remove_prefix(close + 1);
    }
    return {};
  }

  void check(const NotifyChannel& channel, const yaml::Node& key,
             const std::map<std::string_view, const yaml::Node*>& seen) {
    const auto place = [&](std::string_view name) -> const yaml::Node& {
      const auto found = seen.find(name);
      return found == seen.end() ? key : *found->second;
    };
    const auto needs = [&](std::string_view name, const std::string& value) {
      if (value.empty()) {
        wrong(key, fmt::format("the {} channel '{}' has no '{}'", channel.type, channel.name, name));
      }
    };
    if (std::find(kTypes.begin(), kTypes.end(), channel.type) == kTypes.end()) {
      wrong(place("type"),
            channel.type.empty() ? fmt::format("the channel '{}' has no 'type'", channel.name)
                                 : fmt::format("there is no type '{}' of channels", channel.type),
            fmt::format("types are {}", fmt::join(kTypes, ", ")));
      return;
    }
    for (const std::string& one : channel.on) {
      if (std::find(kHappenings.begin(), kHappenings.end(), one) == kHappenings.end()) {
        wrong(place("on"), fmt::format("nothing called '{}' happens", one),
              fmt::format("there are {}", fmt::join(kHappenings, ", ")));
      }
    }
    if (const std::string trouble = template_trouble(channel.text); !trouble.empty()) {
      wrong(place("text"), trouble, fmt::format("there are {{{}}}", fmt::join(kTemplateWords, "}, {")));
    }
    for (const auto& [name, value] : {std::pair<std::string_view, const std::string&>{"secret", channel.secret},
                                      {"token", channel.token},
                                      {"password", channel.password}}) {
      if (!value.empty() && !value.starts_with('$')) {
        wrong(place(name), fmt::format("'{}' is a secret, and this file is none", name),
              "keep it in a variable and write its name: $NAME");
      }
    }
    for (const std::string_view host : kSecretHosts) {
      if (channel.url.find(host) != std::string::npos) {
        wrong(place("url"), "the address of this webhook is a secret, and this file is none",
              "keep it in a variable and write its name: $NAME");
      }
    }
    if (channel.type == "email") {
      needs("url", channel.url);
      needs("from", channel.from);
      needs("to", channel.to.empty() ? std::string() : channel.to.front());
    } else if (channel.type == "slack" && !channel.token.empty()) {
      needs("channel", channel.channel);
    } else if (channel.type != "github") {
      needs("url", channel.url);
    }
  }

  const yaml::Document& document_;
  std::vector<Error>& errors_;
};

}  // namespace

std::span<const std::string_view> template_words() { return kTemplateWords; }

std::vector<NotifyChannel> read_notify(const yaml::Document& document, const yaml::Node& node,
                                       std::vector<Error>& errors) {
  return NotifyReader(document, errors).channels(node);
}

}  // namespace ropewalk::config
