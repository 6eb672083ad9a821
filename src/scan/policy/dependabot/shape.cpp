// A small schema as data: a value has a kind, a mapping has keys with values. It is walked once; what is wrong is told
// where it stands, and a wrong value is not looked into.
#include "scan/policy/dependabot/shape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>
#include <span>

#include "base/strings.h"
#include "scan/policy/make_finding.h"
#include "workflow/cron.h"

namespace ropewalk::scan::policy {
namespace {

constexpr std::string_view kTimeZones =
#include "scan/policy/dependabot/time_zones.inc"
    ;

enum class Kind {
  kText,
  kBoolean,
  kNumber,
  kDays,
  kOneOf,
  kTime,
  kTimeZone,
  kCron,
  kList,
  kMapping,
  kNamed,
  kAny,
  kListOrStar
};

struct Shape;

struct Key {
  std::string_view name;
  const Shape* shape = nullptr;
  bool is_required = false;
};

struct Shape {
  Kind kind = Kind::kText;
  /// Of kOneOf, separated by spaces.
  std::string_view words = "";
  /// Of a number.
  int least = 0;
  /// Of a text: how many characters it may have; 0 for any.
  std::size_t most = 0;
  /// Of a list's items, or of what has names of its own (kNamed).
  const Shape* item = nullptr;
  std::span<const Key> keys = {};
  /// A list or a mapping that may not be empty.
  bool needs_one = false;
};

constexpr Shape kText{.kind = Kind::kText};
constexpr Shape kBoolean{.kind = Kind::kBoolean};
constexpr Shape kAny{.kind = Kind::kAny};
constexpr Shape kTexts{.kind = Kind::kList, .item = &kText};
constexpr Shape kSomeTexts{.kind = Kind::kList, .item = &kText, .needs_one = true};
constexpr Shape kNotNegative{.kind = Kind::kNumber, .least = 0};
constexpr Shape kPositive{.kind = Kind::kNumber, .least = 1};
constexpr Shape kDays{.kind = Kind::kDays};
constexpr Shape kInterval{.kind = Kind::kOneOf, .words = "daily weekly monthly quarterly semiannually yearly cron"};
constexpr Shape kDay{.kind = Kind::kOneOf, .words = "monday tuesday wednesday thursday friday saturday sunday"};
constexpr Shape kTime{.kind = Kind::kTime};
constexpr Shape kTimeZone{.kind = Kind::kTimeZone};
constexpr Shape kCron{.kind = Kind::kCron};
constexpr Key kScheduleKeys[] = {
    {"interval", &kInterval, true}, {"day", &kDay}, {"time", &kTime}, {"timezone", &kTimeZone}, {"cronjob", &kCron}};
constexpr Shape kSchedule{.kind = Kind::kMapping, .keys = kScheduleKeys};

constexpr Shape kScope{.kind = Kind::kOneOf, .words = "scope"};
constexpr Shape kPrefix{.kind = Kind::kText, .most = 50};
constexpr Key kCommitKeys[] = {{"prefix", &kPrefix}, {"prefix-development", &kPrefix}, {"include", &kScope}};
constexpr Shape kCommitMessage{.kind = Kind::kMapping, .keys = kCommitKeys, .needs_one = true};
constexpr Shape kSeparator{.kind = Kind::kOneOf, .words = "- _ /"};
constexpr Key kBranchKeys[] = {{"separator", &kSeparator, true}};
constexpr Shape kBranchName{.kind = Kind::kMapping, .keys = kBranchKeys};

constexpr Shape kAllowType{.kind = Kind::kOneOf, .words = "direct indirect all production development"};
constexpr Shape kVersionUpdate{
    .kind = Kind::kOneOf,
    .words = "version-update:semver-major version-update:semver-minor version-update:semver-patch"};
constexpr Shape kVersionUpdates{.kind = Kind::kList, .item = &kVersionUpdate, .needs_one = true};
constexpr Key kAllowKeys[] = {
    {"dependency-name", &kText}, {"dependency-type", &kAllowType}, {"update-types", &kVersionUpdates}};
constexpr Shape kAllowItem{.kind = Kind::kMapping, .keys = kAllowKeys, .needs_one = true};
constexpr Shape kAllow{.kind = Kind::kList, .item = &kAllowItem};
constexpr Key kIgnoreKeys[] = {
    {"dependency-name", &kText}, {"update-types", &kVersionUpdates}, {"versions", &kSomeTexts}};
constexpr Shape kIgnoreItem{.kind = Kind::kMapping, .keys = kIgnoreKeys, .needs_one = true};
constexpr Shape kIgnore{.kind = Kind::kList, .item = &kIgnoreItem};

constexpr Shape kAppliesTo{.kind = Kind::kOneOf, .words = "version-updates security-updates"};
constexpr Shape kGroupType{.kind = Kind::kOneOf, .words = "development production"};
constexpr Shape kGroupUpdate{.kind = Kind::kOneOf, .words = "major minor patch"};
constexpr Shape kGroupUpdates{.kind = Kind::kList, .item = &kGroupUpdate, .needs_one = true};
constexpr Key kGroupKeys[] = {{"applies-to", &kAppliesTo},      {"dependency-type", &kGroupType},
                              {"patterns", &kSomeTexts},        {"exclude-patterns", &kSomeTexts},
                              {"update-types", &kGroupUpdates}, {"group-by", &kText}};
constexpr Shape kGroup{.kind = Kind::kMapping, .keys = kGroupKeys, .needs_one = true};
constexpr Shape kGroups{.kind = Kind::kNamed, .item = &kGroup, .needs_one = true};

constexpr Key kCooldownKeys[] = {{"default-days", &kDays},      {"semver-major-days", &kDays},
                                 {"semver-minor-days", &kDays}, {"semver-patch-days", &kDays},
                                 {"include", &kTexts},          {"exclude", &kTexts}};
constexpr Shape kCooldown{.kind = Kind::kMapping, .keys = kCooldownKeys, .needs_one = true};

constexpr Shape kEcosystem{
    .kind = Kind::kOneOf,
    .words =
        "bazel bun bundler cargo composer conda deno devcontainers docker docker-compose dotnet-sdk elm gitsubmodule "
        "github-actions gomod gradle helm julia maven mix nix npm nuget opentofu pip pre-commit pub rust-toolchain "
        "sbt swift terraform uv vcpkg"};
constexpr Shape kCodeExecution{.kind = Kind::kOneOf, .words = "allow deny"};
constexpr Shape kRebase{.kind = Kind::kOneOf, .words = "auto disabled"};
constexpr Shape kVersioning{.kind = Kind::kOneOf, .words = "auto increase increase-if-necessary lockfile-only widen"};
constexpr Shape kRegistryNames{.kind = Kind::kListOrStar, .item = &kText};
constexpr Key kUpdateKeys[] = {{"package-ecosystem", &kEcosystem, true},
                               {"directory", &kText},
                               {"directories", &kSomeTexts},
                               {"schedule", &kSchedule},
                               {"allow", &kAllow},
                               {"assignees", &kTexts},
                               {"commit-message", &kCommitMessage},
                               {"cooldown", &kCooldown},
                               {"exclude-paths", &kTexts},
                               {"groups", &kGroups},
                               {"ignore", &kIgnore},
                               {"insecure-external-code-execution", &kCodeExecution},
                               {"labels", &kTexts},
                               {"milestone", &kPositive},
                               {"multi-ecosystem-group", &kText},
                               {"open-pull-requests-limit", &kNotNegative},
                               {"patterns", &kSomeTexts},
                               {"pull-request-branch-name", &kBranchName},
                               {"rebase-strategy", &kRebase},
                               {"registries", &kRegistryNames},
                               {"reviewers", &kTexts},
                               {"target-branch", &kText},
                               {"vendor", &kBoolean},
                               {"versioning-strategy", &kVersioning}};
constexpr Shape kUpdate{.kind = Kind::kMapping, .keys = kUpdateKeys};
constexpr Shape kUpdates{.kind = Kind::kList, .item = &kUpdate, .needs_one = true};

constexpr Key kTogetherKeys[] = {{"schedule", &kSchedule, true},
                                 {"assignees", &kTexts},
                                 {"commit-message", &kCommitMessage},
                                 {"labels", &kTexts},
                                 {"milestone", &kPositive},
                                 {"open-pull-requests-limit", &kNotNegative},
                                 {"pull-request-branch-name", &kBranchName},
                                 {"target-branch", &kText}};
constexpr Shape kTogether{.kind = Kind::kMapping, .keys = kTogetherKeys};
constexpr Shape kTogethers{.kind = Kind::kNamed, .item = &kTogether};

constexpr Shape kRegistryType{
    .kind = Kind::kOneOf,
    .words =
        "cargo-registry composer-repository docker-registry git goproxy-server helm-registry hex-organization "
        "hex-repository maven-repository npm-registry nuget-feed pub-repository python-index rubygems-server "
        "terraform-registry"};
constexpr Key kRegistryKeys[] = {{"type", &kRegistryType, true},
                                 {"url", &kText},
                                 {"username", &kText},
                                 {"password", &kText},
                                 {"key", &kText},
                                 {"token", &kText},
                                 {"replaces-base", &kBoolean},
                                 {"organization", &kText},
                                 {"repo", &kText},
                                 {"auth-key", &kText},
                                 {"public-key-fingerprint", &kText},
                                 {"registry", &kText},
                                 {"tenant-id", &kText},
                                 {"client-id", &kText},
                                 {"jfrog-oidc-provider-name", &kText},
                                 {"identity-mapping-name", &kText},
                                 {"audience", &kText},
                                 {"aws-region", &kText},
                                 {"account-id", &kAny},
                                 {"role-name", &kText},
                                 {"domain", &kText},
                                 {"domain-owner", &kAny}};
constexpr Shape kRegistry{.kind = Kind::kMapping, .keys = kRegistryKeys};
constexpr Shape kRegistries{.kind = Kind::kNamed, .item = &kRegistry, .needs_one = true};

constexpr Shape kVersion{.kind = Kind::kOneOf, .words = "2"};
constexpr Key kTopKeys[] = {{"version", &kVersion, true},
                            {"updates", &kUpdates, true},
                            {"registries", &kRegistries},
                            {"multi-ecosystem-groups", &kTogethers},
                            {"enable-beta-ecosystems", &kBoolean}};
constexpr Shape kTop{.kind = Kind::kMapping, .keys = kTopKeys};

bool is_word_of(std::string_view word, std::string_view words) {
  const std::vector<std::string_view> all = split(words, ' ');
  return std::find(all.begin(), all.end(), word) != all.end();
}

std::optional<int> number(const yaml::Node& node) {
  int value = 0;
  const char* end = node.text.data() + node.text.size();
  if (node.style != yaml::ScalarStyle::kPlain) {
    return std::nullopt;
  }
  const auto [stop, error] = std::from_chars(node.text.data(), end, value);
  return error == std::errc() && stop == end && !node.text.empty() ? std::optional(value) : std::nullopt;
}

bool is_time(std::string_view text) {
  const auto digit = [&](std::size_t at) { return std::isdigit(static_cast<unsigned char>(text[at])) != 0; };
  return text.size() == 5 && digit(0) && digit(1) && text[2] == ':' && digit(3) && digit(4) && text < "24:00" &&
         text[3] < '6';
}

/// Five fields of cron, or the words that Dependabot takes instead (`every day at 5:30`).
bool is_schedule(std::string_view text) {
  const std::string lower = to_lower(trim(text));
  return workflow::is_valid_cron(trim(text)) || (lower.starts_with("every ") && lower.size() > 6);
}

class Checker {
 public:
  explicit Checker(const YamlView& view) : view_(view) {}

  /// `path` says where we are (`updates.0.schedule`), for the fingerprint; `name` is the key.
  void value(const yaml::Node& node, const Shape& shape, const std::string& path, std::string_view name) {
    switch (shape.kind) {
      case Kind::kMapping: mapping(node, shape, path, name); return;
      case Kind::kNamed: named(node, shape, path, name); return;
      case Kind::kList: list(node, shape, path, name); return;
      case Kind::kListOrStar:
        if (node.kind == yaml::NodeKind::kScalar) {
          expect(node.text == "*", node, path, fmt::format("'{}' is a list of names, or \"*\" for all", name));
          return;
        }
        list(node, shape, path, name);
        return;
      case Kind::kAny: return;
      default: break;
    }
    if (node.kind != yaml::NodeKind::kScalar || is_null(node)) {
      wrong(node, path, fmt::format("'{}' has one value, and here is none", name));
      return;
    }
    scalar(node, shape, path, name);
  }

  [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

 private:
  void scalar(const yaml::Node& node, const Shape& shape, const std::string& path, std::string_view name) {
    const std::string_view text = node.text;
    switch (shape.kind) {
      case Kind::kBoolean:
        expect(text == "true" || text == "false", node, path, fmt::format("'{}' is true or false", name));
        return;
      case Kind::kNumber: {
        const auto value = number(node);
        expect(value && *value >= shape.least, node, path,
               fmt::format("'{}' is a whole number, {} or more", name, shape.least));
        return;
      }
      case Kind::kDays: {
        const auto value = number(node);
        expect(value && *value >= 1 && *value <= 90, node, path, fmt::format("'{}' is 1 to 90 days", name));
        return;
      }
      case Kind::kOneOf:
        if (!is_word_of(text, shape.words)) {
          const std::string_view near = nearest(text, split(shape.words, ' '));
          wrong(node, path, fmt::format("'{}' is not a value of '{}'", text, name),
                near.empty() || split(shape.words, ' ').size() < 8
                    ? fmt::format("it is one of {}", fmt::join(split(shape.words, ' '), ", "))
                    : fmt::format("did you mean '{}'?", near));
        }
        return;
      case Kind::kTime:
        expect(is_time(text), node, path, fmt::format("'{}' is a time as hh:mm, from 00:00 to 23:59", name));
        return;
      case Kind::kTimeZone:
        expect(text.find(' ') == std::string_view::npos &&
                   kTimeZones.find(fmt::format(" {} ", text)) != std::string_view::npos,
               node, path,
               fmt::format("'{}' is not a time zone: write a name of the IANA database, such as Europe/Berlin", text));
        return;
      case Kind::kCron:
        expect(is_schedule(text), node, path,
               fmt::format("'{}' is not a schedule: write five fields, such as \"30 5 * * 1\"", text));
        return;
      default:
        expect(!text.empty(), node, path, fmt::format("'{}' is empty", name));
        expect(shape.most == 0 || code_point_length(text) <= shape.most, node, path,
               fmt::format("'{}' has at most {} characters", name, shape.most));
        return;
    }
  }

  void mapping(const yaml::Node& node, const Shape& shape, const std::string& path, std::string_view name) {
    if (node.kind != yaml::NodeKind::kMapping) {
      wrong(node, path, fmt::format("{} is a mapping of keys to values", name));
      return;
    }
    std::set<std::string_view> seen;
    std::vector<std::string_view> names;
    for (const Key& key : shape.keys) {
      names.push_back(key.name);
    }
    for (const auto& [key, value] : view_.entries(node)) {
      const auto found =
          std::find_if(shape.keys.begin(), shape.keys.end(), [&](const Key& known) { return known.name == key->text; });
      const std::string below = fmt::format("{}.{}", path, key->text);
      if (found == shape.keys.end()) {
        const std::string_view near = nearest(key->text, names);
        wrong(*key, below, fmt::format("Dependabot has no key '{}' here", key->text),
              near.empty() ? fmt::format("the keys are {}", fmt::join(names, ", "))
                           : fmt::format("did you mean '{}'?", near));
      } else if (!seen.insert(found->name).second) {
        wrong(*key, below, fmt::format("'{}' is there twice", key->text));
      } else {
        this->value(*value, *found->shape, below, found->name);
      }
    }
    for (const Key& key : shape.keys) {
      if (key.is_required && !seen.contains(key.name)) {
        wrong(node, fmt::format("{}.{}", path, key.name), fmt::format("{} needs '{}'", name, key.name));
      }
    }
    if (shape.needs_one && seen.empty()) {
      wrong(node, path, fmt::format("{} needs one of {}", name, fmt::join(names, ", ")));
    }
    further(node, shape, path, seen);
  }

  /// Rules over several keys of one mapping.
  void further(const yaml::Node& node, const Shape& shape, const std::string& path,
               const std::set<std::string_view>& seen) {
    if (&shape == &kSchedule && view_.text(node, "interval") == "cron" && !seen.contains("cronjob")) {
      wrong(node, path + ".cronjob", "the interval 'cron' needs 'cronjob'", "such as cronjob: \"30 5 * * 1\"");
    }
    if (&shape == &kUpdate) {
      if (!seen.contains("directory") && !seen.contains("directories")) {
        wrong(node, path + ".directory", "an entry needs 'directory' or 'directories'");
      }
      if (seen.contains("directory") && seen.contains("directories")) {
        const yaml::Node* later = nullptr;
        for (const auto& [key, value] : view_.entries(node)) {
          if (key->text == "directory" || key->text == "directories") {
            later = key;
          }
        }
        wrong(*later, path + ".directories", "'directory' and 'directories' exclude each other");
      }
      if (!seen.contains("schedule") && !seen.contains("multi-ecosystem-group")) {
        wrong(node, path + ".schedule", "an entry needs 'schedule'");
      }
      if (seen.contains("multi-ecosystem-group") && !seen.contains("patterns")) {
        wrong(node, path + ".patterns", "an entry of a multi-ecosystem group needs 'patterns'");
      }
    }
    if (&shape == &kRegistry && !seen.contains("url") && view_.text(node, "type") != "hex-organization" &&
        !seen.contains("registry")) {
      wrong(node, path + ".url", "a registry needs 'url'");
    }
    if (&shape == &kRegistry) {
      for (const auto& [key, value] : view_.entries(node)) {
        if (is_word_of(key->text, "password token key auth-key") && !value->text.empty() &&
            value->text.find("${{") == std::string_view::npos) {
          secret(*value, fmt::format("{}.{}", path, key->text), key->text);
        }
      }
    }
  }

  void named(const yaml::Node& node, const Shape& shape, const std::string& path, std::string_view name) {
    if (node.kind != yaml::NodeKind::kMapping || (shape.needs_one && view_.entries(node).empty())) {
      wrong(node, path, fmt::format("'{}' is a mapping of names", name));
      return;
    }
    for (const auto& [key, value] : view_.entries(node)) {
      this->value(*value, *shape.item, fmt::format("{}.{}", path, key->text), fmt::format("'{}'", key->text));
    }
  }

  void list(const yaml::Node& node, const Shape& shape, const std::string& path, std::string_view name) {
    const auto items = view_.items(node);
    if (node.kind != yaml::NodeKind::kSequence || (shape.needs_one && items.empty())) {
      wrong(node, path, fmt::format("'{}' is a list{}", name, shape.needs_one ? " with at least one item" : ""));
      return;
    }
    std::set<std::string_view> seen;
    for (std::size_t index = 0; index < items.size(); ++index) {
      const std::string below = fmt::format("{}.{}", path, index);
      const bool is_mapping = shape.item->kind == Kind::kMapping;
      value(*items[index], *shape.item, below, is_mapping ? fmt::format("an entry of '{}'", name) : std::string(name));
      if (!is_mapping && !items[index]->text.empty() && !seen.insert(items[index]->text).second) {
        wrong(*items[index], below, fmt::format("'{}' is there twice", items[index]->text));
      }
    }
  }

  void expect(bool holds, const yaml::Node& node, const std::string& path, std::string message) {
    if (!holds) {
      wrong(node, path, std::move(message));
    }
  }

  void wrong(const yaml::Node& node, const std::string& path, std::string message, std::string hint = {}) {
    findings_.push_back(make_finding({.rule = "dependabot-invalid",
                                      .severity = Severity::kMedium,
                                      .message = std::move(message),
                                      .hint = std::move(hint),
                                      .place = view_.place(node),
                                      .subject = path}));
  }

  void secret(const yaml::Node& node, const std::string& path, std::string_view key) {
    findings_.push_back(make_finding({.rule = "dependabot-secret-in-clear",
                                      .severity = Severity::kHigh,
                                      .message = fmt::format("the {} of a registry stands here in clear", key),
                                      .hint = "keep it as a Dependabot secret and write ${{ secrets.NAME }}",
                                      .place = view_.place(node),
                                      .subject = path}));
  }

  const YamlView& view_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_dependabot_shape(const YamlView& view, const yaml::Node& root) {
  Checker checker(view);
  checker.value(root, kTop, "", "the file");
  return checker.take();
}

}  // namespace ropewalk::scan::policy
