#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <memory_resource>

#include "base/strings.h"
#include "image/manifest.h"
#include "image/reference.h"
#include "image/sign/policy.h"
#include "yaml/document.h"

namespace ropewalk::image {
namespace {

using yaml::Node;
using yaml::NodeKind;

/// `90s`, `12h`, `30d`.
std::optional<std::chrono::seconds> read_age(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  constexpr std::int64_t kMost = 1'000'000;
  if (error != std::errc() || number <= 0 || number > kMost) {
    return std::nullopt;
  }
  const int seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86400 : 0;
  return seconds == 0 ? std::nullopt : std::optional(std::chrono::seconds(number * seconds));
}

class Reader {
 public:
  explicit Reader(const SourceFilePtr& file) : document_(yaml::read_document(file, memory_)) {}

  ReadPolicy read() {
    if (document_.problem) {
      result_.errors.push_back(yaml::to_error(document_));
      result_.errors.back().kind = ErrorKind::kUsage;
      return std::move(result_);
    }
    const Node& root = document_.nodes.front();
    if (root.kind != NodeKind::kMapping) {
      wrong(root, "a policy is a mapping", "its least is a list of keys: `keys: [release.pub]`");
      return std::move(result_);
    }
    for (std::size_t at = 1; at < root.next;) {
      const Node& key = document_.nodes[at];
      const Node& value = document_.resolve(document_.nodes[key.next]);
      take(key, value);
      at = document_.nodes[key.next].next;
    }
    const PolicyFile& policy = result_.policy;
    if (result_.errors.empty()) {
      if (policy.keys.empty() && policy.identities.empty()) {
        wrong(root, "a policy names at least one key", "add `keys:` with the file of a public key, or `identities:`");
      } else if (policy.identities.empty() != policy.trusted_root.empty()) {
        wrong(root, "`identities` and `trusted-root` go together",
              "trusted-root is the file that says whom certificates are believed");
      }
    }
    return std::move(result_);
  }

 private:
  void take(const Node& key, const Node& value) {
    PolicyFile& policy = result_.policy;
    const std::vector<std::pair<std::string_view, std::function<void()>>> keys = {
        {"keys", [&] { policy.keys = texts(value); }},
        {"identities", [&] { identities(value); }},
        {"trusted-root", [&] { policy.trusted_root = text(value); }},
        {"images", [&] { policy.images = texts(value); }},
        {"repository", [&] { policy.repository = text(value); }},
        {"ref", [&] { policy.refs = texts(value); }},
        {"workflow", [&] { policy.workflows = texts(value); }},
        {"builder", [&] { policy.builders = texts(value); }},
        {"commit", [&] { policy.commit = text(value); }},
        {"max-age", [&] { age(value); }},
        {"sbom", [&] { sbom(value); }},
        {"platforms", [&] { platforms(value); }},
    };
    std::vector<std::string_view> names;
    for (const auto& [name, read] : keys) {
      names.push_back(name);
      if (name == key.text) {
        if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) {
          wrong(key, fmt::format("'{}' is there twice", name));
        }
        seen_.push_back(name);
        read();
        return;
      }
    }
    const std::string_view near = nearest(key.text, names);
    wrong(key, fmt::format("a policy has no key '{}'", key.text),
          near.empty() ? fmt::format("its keys are {}", fmt::join(names, ", "))
                       : fmt::format("did you mean '{}'?", near));
  }

  std::string text(const Node& value) {
    if (value.kind != NodeKind::kScalar || trim(value.text).empty()) {
      wrong(value, "this is a text");
      return "";
    }
    return std::string(value.text);
  }

  std::vector<std::string> texts(const Node& value) {
    std::vector<std::string> list;
    if (value.kind != NodeKind::kSequence) {
      list.push_back(text(value));
    } else {
      const auto index = static_cast<std::size_t>(&value - document_.nodes.data());
      for (std::size_t at = index + 1; at < value.next; at = document_.nodes[at].next) {
        list.push_back(text(document_.resolve(document_.nodes[at])));
      }
      if (list.empty()) {
        // An empty list would ask for nothing, where somebody meant to ask for something.
        wrong(value, "this list is empty");
      }
    }
    std::erase(list, "");
    return list;
  }

  void identities(const Node& value) {
    if (value.kind != NodeKind::kSequence) {
      wrong(value, "identities is a list", "each has an `identity` and its `issuer`");
      return;
    }
    const auto index = static_cast<std::size_t>(&value - document_.nodes.data());
    for (std::size_t at = index + 1; at < value.next; at = document_.nodes[at].next) {
      identity(document_.resolve(document_.nodes[at]));
    }
  }

  void identity(const Node& value) {
    TrustedIdentity one;
    if (value.kind == NodeKind::kMapping) {
      const auto index = static_cast<std::size_t>(&value - document_.nodes.data());
      for (std::size_t at = index + 1; at < value.next;) {
        const Node& key = document_.nodes[at];
        const Node& member = document_.resolve(document_.nodes[key.next]);
        std::string* place = key.text == "identity" ? &one.identity : key.text == "issuer" ? &one.issuer : nullptr;
        if (place == nullptr) {
          wrong(key, fmt::format("an identity has no key '{}'", key.text), "its keys are identity, issuer");
        } else {
          *place = text(member);
        }
        at = document_.nodes[key.next].next;
      }
    }
    if (one.identity.empty() || one.issuer.empty()) {
      wrong(value, "an identity has an `identity` and an `issuer`",
            "on GitHub the issuer is https://token.actions.githubusercontent.com");
      return;
    }
    result_.policy.identities.push_back(std::move(one));
  }

  void age(const Node& value) {
    result_.policy.most_age = read_age(value.kind == NodeKind::kScalar ? value.text : "");
    if (!result_.policy.most_age) {
      wrong(value, "max-age is a time", "write it as 12h or 30d");
    }
  }

  void sbom(const Node& value) {
    if (value.kind != NodeKind::kScalar || (value.text != "required" && value.text != "optional")) {
      wrong(value, "sbom is `required` or `optional`");
      return;
    }
    result_.policy.needs_sbom = value.text == "required";
  }

  void platforms(const Node& value) {
    std::vector<std::string>& list = result_.policy.platforms;
    list = texts(value);
    if (result_.policy.asks_all_platforms()) {
      return;
    }
    for (std::string& one : list) {
      const auto platform = parse_platform(one);
      if (!platform || one == PolicyFile::kAllPlatforms) {
        wrong(value, fmt::format("'{}' is not a platform", one), "write it as linux/amd64, or `all` alone");
        continue;
      }
      one = platform->text();
    }
  }

  void wrong(const Node& node, std::string message, std::string hint = {}) {
    result_.errors.push_back(
        Error{ErrorKind::kUsage, std::move(message), std::move(hint), {document_.file, node.span}});
  }

  std::pmr::monotonic_buffer_resource memory_;
  yaml::Document document_;
  std::vector<std::string_view> seen_;
  ReadPolicy result_;
};

}  // namespace

ReadPolicy read_policy(const SourceFilePtr& file) { return Reader(file).read(); }

}  // namespace ropewalk::image
