#include "app/image/source_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/rfc3339.h"
#include "base/strings.h"
#include "image/reference.h"

namespace ropewalk::app {
namespace {

std::string to_seconds_text(std::int64_t time) {
  const std::string text = to_rfc3339(std::chrono::system_clock::time_point(std::chrono::seconds(time)));
  return text.substr(0, text.find('.')) + "Z";
}

/// `git@github.com:acme/parcels.git` and its like as a page that people can open.
std::string page_of(std::string url) {
  if (url.starts_with("git@")) {
    url = "ssh://" + url;
    if (const std::size_t colon = url.find(':', 6); colon != std::string::npos) {
      url[colon] = '/';
    }
  }
  for (const std::string_view scheme : {"ssh://", "https://", "http://", "git://"}) {
    if (!url.starts_with(scheme)) {
      continue;
    }
    std::string rest = url.substr(scheme.size());
    if (const std::size_t at = rest.find('@'); at < rest.find('/')) {
      rest.erase(0, at + 1);  // a user's name, and maybe a token
    }
    while (rest.ends_with('/')) {
      rest.pop_back();
    }
    if (rest.ends_with(".git")) {
      rest.resize(rest.size() - 4);
    }
    return (scheme == "http://" ? "http://" : "https://") + rest;
  }
  return "";
}

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0 ? std::optional(number) : std::nullopt;
}

struct SemanticVersion {
  std::string text;
  std::vector<std::string_view> numbers;
  bool is_prerelease = false;
};

/// `v1.2.3-rc.1` as a version; nothing for other tags.
std::optional<SemanticVersion> read_version(std::string_view tag) {
  SemanticVersion version;
  const std::string_view text = tag.starts_with('v') ? tag.substr(1) : tag;
  const std::string_view core = text.substr(0, text.find_first_of("-+"));
  version.numbers = split(core, '.');
  const bool is_version =
      version.numbers.size() == 3 && std::all_of(version.numbers.begin(), version.numbers.end(), [](auto part) {
        return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos &&
               (part.size() == 1 || part.front() != '0');
      });
  if (!is_version) {
    return std::nullopt;
  }
  version.text = image::as_tag(text);
  version.is_prerelease = core.size() < text.size() && text[core.size()] == '-';
  return version;
}

}  // namespace

Result<SourceFacts> source_facts(const Place& place, const ports::Environment& environment,
                                 std::int64_t fallback_time) {
  SourceFacts facts;
  facts.time = fallback_time;
  if (place.repository != nullptr) {
    if (const auto head = place.repository->head(); head && !head->commit.empty()) {
      facts.commit = head->commit;
      facts.ref = head->branch.empty() ? "" : "refs/heads/" + head->branch;
      if (const auto commit = place.repository->commit(head->commit)) {
        if (const auto time = parse_rfc3339(commit->committer_date)) {
          facts.time = std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count();
        }
      }
      if (auto tags = place.repository->tags_at(head->commit)) {
        facts.tags = std::move(*tags);
      }
    }
    facts.url = page_of(place.repository->remote_url("origin"));
  }
  // On a runner the checkout has no branch, and the environment knows more.
  if (const auto ref = environment.variable("GITHUB_REF"); ref && environment.variable("GITHUB_ACTIONS") == "true") {
    facts.ref = *ref;
    const auto server = environment.variable("GITHUB_SERVER_URL");
    const auto repository = environment.variable("GITHUB_REPOSITORY");
    if (server && repository && facts.url.empty()) {
      facts.url = *server + "/" + *repository;
    }
  } else if (!facts.tags.empty()) {
    facts.ref = "refs/tags/" + facts.tags.back();
  }
  if (const auto epoch = environment.variable("SOURCE_DATE_EPOCH"); epoch && !epoch->empty()) {
    const auto number = read_number(*epoch);
    if (!number) {
      return fail(ErrorKind::kUsage, fmt::format("SOURCE_DATE_EPOCH is '{}'", *epoch),
                  "it is a whole number of seconds since 1970");
    }
    facts.time = *number;
  }
  facts.created = to_seconds_text(facts.time);
  return facts;
}

image::Annotations labels_of(const SourceFacts& facts) {
  image::Annotations labels{{"org.opencontainers.image.created", facts.created}};
  if (!facts.commit.empty()) {
    labels["org.opencontainers.image.revision"] = facts.commit;
  }
  if (!facts.url.empty()) {
    labels["org.opencontainers.image.source"] = facts.url;
    labels["org.opencontainers.image.url"] = facts.url;
  }
  if (const auto tags = tags_of(facts, false); !tags.empty()) {
    labels["org.opencontainers.image.version"] = tags.front();
  }
  return labels;
}

std::vector<std::string> tags_of(const SourceFacts& facts, bool with_latest) {
  constexpr std::string_view kBranch = "refs/heads/";
  constexpr std::string_view kTag = "refs/tags/";
  constexpr std::string_view kPull = "refs/pull/";
  constexpr std::size_t kShortCommit = 7;
  std::vector<std::string> tags;
  const std::string_view ref = facts.ref;
  if (ref.starts_with(kTag)) {
    const std::string_view name = ref.substr(kTag.size());
    if (const auto version = read_version(name)) {
      tags.push_back(version->text);
      if (!version->is_prerelease) {
        tags.push_back(fmt::format("{}.{}", version->numbers[0], version->numbers[1]));
        if (version->numbers[0] != "0") {
          tags.emplace_back(version->numbers[0]);
        }
      }
    } else {
      tags.push_back(image::as_tag(name));
    }
  } else if (ref.starts_with(kPull)) {
    tags.push_back(fmt::format("pr-{}", ref.substr(kPull.size(), ref.find('/', kPull.size()) - kPull.size())));
  } else if (ref.starts_with(kBranch)) {
    tags.push_back(image::as_tag(ref.substr(kBranch.size())));
  }
  if (facts.commit.size() >= kShortCommit) {
    tags.push_back(fmt::format("sha-{}", facts.commit.substr(0, kShortCommit)));
  }
  if (with_latest) {
    tags.emplace_back("latest");
  }
  std::erase(tags, "");
  return tags;
}

}  // namespace ropewalk::app
