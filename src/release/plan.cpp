#include "release/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "release/alarms.h"

namespace ropewalk::release {
namespace {

/// The highest tag that HEAD's history has and that `wanted` says yes to; null without one.
template <class Wanted>
const VersionTag* highest(const std::vector<VersionTag>& tags, const Wanted& wanted) {
  const auto found = std::find_if(tags.begin(), tags.end(),
                                  [&](const VersionTag& tag) { return tag.is_reachable && wanted(tag.version); });
  return found == tags.end() ? nullptr : &*found;
}

Level highest_level(const std::vector<ReadCommit>& commits) {
  Level level = Level::kNone;
  for (const ReadCommit& read : commits) {
    level = std::max(level, read.level);
  }
  return level;
}

/// What the newest `Release-As:` footer says, and of which commit; nothing without one. Commits that are taken back say
/// nothing.
std::optional<std::pair<std::string, std::string>> asked_version(const std::vector<ReadCommit>& commits) {
  for (const ReadCommit& read : commits) {
    if (read.why.starts_with("taken back")) {
      continue;
    }
    if (const auto value = read_message(read.commit.message).footer("Release-As")) {
      return std::pair(std::string(trim(*value)), read.commit.sha.substr(0, 7));
    }
  }
  return std::nullopt;
}

/// Why the level is what it is: the commits that ask for it.
std::string reason_of(const std::vector<ReadCommit>& commits, Level level) {
  std::size_t count = 0;
  const ReadCommit* first = nullptr;
  for (const ReadCommit& read : commits) {
    if (read.level == level) {
      first = first == nullptr ? &read : first;
      ++count;
    }
  }
  if (first == nullptr) {
    return "";
  }
  const std::string title = read_message(first->commit.message).title;
  return count == 1 ? fmt::format("{}: {} '{}'", name(level), first->commit.sha.substr(0, 7), title)
                    : fmt::format("{}: {} commits ask for it, such as {} '{}'", name(level), count,
                                  first->commit.sha.substr(0, 7), title);
}

class Planner {
 public:
  Planner(const PlanInput& input, const HistoryPort& history) : input_(input), history_(history) {
    plan_.branch = input.branch.name;
  }

  Result<Plan> make() {
    if (input_.branch.name.empty() && !input_.settings.branches.empty()) {
      return fail(ErrorKind::kUsage, "HEAD is on no branch, so what may be released from it is not known",
                  "name the branch: --branch main");
    }
    auto role = role_of(input_.branch, input_.settings.branches, input_.settings.has_usual_branches);
    if (!role) {
      return fail(std::move(role.error()));
    }
    role_ = std::move(*role);
    if (role_.is_prerelease) {
      if (auto known = check_token(role_.token); !known) {
        return fail(std::move(known.error()));
      }
    }
    find_previous();
    if (auto read = read_range(); !read) {
      return fail(std::move(read.error()));
    }
    if (!role_.releases) {
      plan_.reason = fmt::format("the branch '{}' releases nothing", input_.branch.name);
      return std::move(plan_);
    }
    auto version = next_version();
    if (!version) {
      return fail(std::move(version.error()));
    }
    if (*version) {
      if (auto taken = take(**version); !taken) {
        return fail(std::move(taken.error()));
      }
    }
    for (std::string& alarm : find_alarms(plan_.commits, asked_, input_.settings)) {
      plan_.alarms.push_back(std::move(alarm));
    }
    return std::move(plan_);
  }

 private:
  void find_previous() {
    full_ = highest(input_.tags, [](const Version& version) { return !version.is_prerelease(); });
    latest_ = full_;
    if (role_.is_prerelease) {
      const VersionTag* own = highest(input_.tags, [&](const Version& version) {
        return version.is_prerelease() && equals_ignoring_case(version.token(), role_.token);
      });
      if (own != nullptr && (full_ == nullptr || full_->version < own->version)) {
        latest_ = own;
      }
    }
    if (latest_ != nullptr) {
      plan_.previous = latest_->version;
      plan_.previous_tag = latest_->name;
    }
    base_ = full_ != nullptr ? full_->version : Version{};
    if (highest(input_.tags, [](const Version&) { return true; }) == nullptr) {
      const auto floor = Version::parse_loosely(input_.file_version);
      if (floor && !(*floor == Version{}) && !(floor->finalized() == Version{})) {
        plan_.previous = floor;
        floor_ = *floor;
        base_ = floor->finalized();
      }
    }
  }

  Result<void> read_range() {
    if (!input_.has_history) {
      return {};
    }
    auto commits = history_.commits(plan_.previous_tag.empty() ? "" : "refs/tags/" + plan_.previous_tag);
    if (!commits) {
      return fail(std::move(commits.error()));
    }
    auto read = read_commits(*commits, input_.settings, history_, plan_);
    if (!read) {
      return fail(std::move(read.error()));
    }
    plan_.commits = std::move(*read);
    asked_ = highest_level(plan_.commits);
    return {};
  }

  /// On 0.x the interface may break at any time, so that alone makes no 1.0.0.
  [[nodiscard]] Level held_on_zero(Level level) const {
    const Settings& settings = input_.settings;
    if (base_.major != 0) {
      return level;
    }
    if (settings.allows_zero && !*settings.allows_zero) {
      return Level::kMajor;
    }
    if (level == Level::kMajor && !settings.major_on_zero.value_or(false)) {
      return Level::kMinor;
    }
    return level == Level::kMinor && settings.minor_is_patch_on_zero ? Level::kPatch : level;
  }

  Result<std::optional<Version>> next_version() {
    const auto wanted = asked_version(plan_.commits);
    if (wanted) {
      return version_asked_for(wanted->first, wanted->second);
    }
    if (asked_ == Level::kNone) {
      plan_.reason = nothing_reason();
      return std::optional<Version>();
    }
    const Level level = held_on_zero(asked_);
    plan_.reason = reason_of(plan_.commits, asked_);
    if (level < asked_) {
      plan_.reason += fmt::format("; a version below 1.0.0 stays there, so it is {}", name(level));
    } else if (level > asked_) {
      plan_.reason += "; versions below 1.0.0 are not allowed";
    }
    Version next = base_.bumped(level);
    if (floor_ && floor_->is_prerelease() && !role_.is_prerelease) {
      next = floor_->finalized();
    } else if (full_ == nullptr && !role_.is_prerelease) {
      // A project that has had pre-releases alone becomes what they were for.
      const VersionTag* ahead = highest(input_.tags, [](const Version& version) { return version.is_prerelease(); });
      if (ahead != nullptr && next < ahead->version.finalized()) {
        next = ahead->version.finalized();
      }
    }
    return std::optional(role_.is_prerelease ? in_channel(next, level) : next);
  }

  /// The pre-release of a channel: one more where what is asked for is in the base already, else the first of another
  /// base.
  [[nodiscard]] Version in_channel(const Version& next, Level level) const {
    const std::optional<Version> last =
        latest_ != nullptr && latest_->version.is_prerelease()                ? std::optional(latest_->version)
        : floor_ && floor_->is_prerelease() && floor_->token() == role_.token ? floor_
                                                                              : std::nullopt;
    if (last && level <= step(base_, last->finalized()) && !(last->finalized() < base_)) {
      return last->with_prerelease(role_.token, last->revision() + 1);
    }
    return next.with_prerelease(role_.token, 1);
  }

  Result<std::optional<Version>> version_asked_for(const std::string& text, const std::string& sha) {
    auto version = Version::parse_loosely(text);
    if (!version) {
      return fail(ErrorKind::kUsage, fmt::format("{} says 'Release-As: {}', which is not a version", sha, text),
                  "write it as Release-As: 2.0.0");
    }
    if (role_.is_prerelease && !version->is_prerelease()) {
      const Version wanted = *version;
      const bool continues = latest_ != nullptr && latest_->version.finalized() == wanted;
      version = wanted.with_prerelease(role_.token, continues ? latest_->version.revision() + 1 : 1);
    }
    if (plan_.previous && !(*plan_.previous < *version)) {
      return fail(ErrorKind::kUsage,
                  fmt::format("{} says 'Release-As: {}', which is not above {}", sha, text, plan_.previous->text()));
    }
    plan_.reason = fmt::format("{} says 'Release-As: {}'", sha, text);
    asked_ = Level::kMajor;
    return version;
  }

  [[nodiscard]] std::string nothing_reason() const {
    if (!input_.has_history) {
      return "there are no commits";
    }
    const std::string since = plan_.previous_tag.empty() ? "" : fmt::format(" since {}", plan_.previous_tag);
    if (plan_.commits.empty()) {
      return fmt::format("there are no commits{}", since);
    }
    return fmt::format("{} commit{}{}, none of which asks for a release", plan_.commits.size(),
                       plan_.commits.size() == 1 ? "" : "s", since);
  }

  /// Settles on a version, if it may be.
  Result<void> take(const Version& version) {
    if (role_.range && !role_.range->contains(version)) {
      return fail(ErrorKind::kUsage,
                  fmt::format("the branch '{}' holds versions {}, and this would be {}", input_.branch.name,
                              role_.range->text(), version.text()),
                  plan_.reason);
    }
    const TagStyle style = style_of_new();
    const std::string tag = style.tag(version);
    for (const VersionTag& other : input_.tags) {
      if (other.name == tag || other.version == version) {
        return fail(ErrorKind::kUsage,
                    fmt::format("the tag {} is taken: {} is what would be released", other.name, version.text()),
                    other.is_reachable ? "it is in this branch's history"
                                       : "it is not in this branch's history: merge it, or remove it");
      }
    }
    auto python = python_version(version);
    if (!python) {
      return fail(std::move(python.error()));
    }
    warn_of_higher(version);
    plan_.version = version;
    plan_.python_version = std::move(*python);
    plan_.tag = tag;
    plan_.level = step(plan_.previous.value_or(Version{}), version);
    return {};
  }

  /// As the last tag has it where nothing is configured.
  [[nodiscard]] TagStyle style_of_new() const {
    if (input_.settings.tag_format) {
      return input_.usual_style;
    }
    const VersionTag* last = latest_ != nullptr ? latest_ : highest(input_.tags, [](const Version&) { return true; });
    return last != nullptr ? last->style : input_.usual_style;
  }

  void warn_of_higher(const Version& version) {
    for (const VersionTag& other : input_.tags) {
      const bool is_maintenance = role_.range && !role_.range->contains(other.version);
      const bool counts = other.is_reachable || !other.version.is_prerelease();
      if (version < other.version && counts && !is_maintenance) {
        plan_.warnings.push_back(fmt::format("{} sorts below {}, which is there already ({})", version.text(),
                                             other.version.text(), other.name));
        return;
      }
    }
  }

  const PlanInput& input_;
  const HistoryPort& history_;
  Plan plan_;
  Role role_;
  const VersionTag* full_ = nullptr;
  const VersionTag* latest_ = nullptr;
  Version base_;
  std::optional<Version> floor_;
  Level asked_ = Level::kNone;
};

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(json::string(text));
}

json::array texts(const std::vector<std::string>& items) {
  json::array array;
  for (const std::string& item : items) {
    array.emplace_back(json::string(item));
  }
  return array;
}

}  // namespace

Result<Plan> make_plan(const PlanInput& input, const HistoryPort& history) { return Planner(input, history).make(); }

json::object to_json(const Plan& plan) {
  json::array commits;
  for (const ReadCommit& read : plan.commits) {
    commits.push_back(json::object{{"sha", read.commit.sha},
                                   {"type", text_or_null(read.type)},
                                   {"scope", text_or_null(read.scope)},
                                   {"breaking", read.is_breaking},
                                   {"level", name(read.level)},
                                   {"why", read.why},
                                   {"title", read_message(read.commit.message).title}});
  }
  return json::object{{"branch", text_or_null(plan.branch)},
                      {"previous", plan.previous ? json::value(json::string(plan.previous->text())) : json::value()},
                      {"previous_tag", text_or_null(plan.previous_tag)},
                      {"version", plan.version ? json::value(json::string(plan.version->text())) : json::value()},
                      {"python_version", text_or_null(plan.python_version)},
                      {"level", name(plan.level)},
                      {"tag", text_or_null(plan.tag)},
                      {"reason", plan.reason},
                      {"commits", std::move(commits)},
                      {"alarms", texts(plan.alarms)},
                      {"warnings", texts(plan.warnings)}};
}

}  // namespace ropewalk::release
