#include "app/release/plan_release.h"

#include <fmt/format.h>

#include <algorithm>

#include "release/history.h"
#include "release/settings.h"
#include "release/tags.h"
#include "release/version_files.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 16ULL << 20U;

/// The package's path below the top; empty for the top itself.
Result<std::string> package_path(const std::optional<std::string>& named, const Place& place,
                                 const std::filesystem::path& top, const ports::Files& files) {
  if (!named) {
    return std::string();
  }
  for (const std::filesystem::path& base : {place.base, top}) {
    if (files.type_followed(base / *named) != ports::FileType::kDirectory) {
      continue;
    }
    auto path = files.canonical(base / *named);
    if (!path) {
      return fail(std::move(path.error()));
    }
    const std::filesystem::path relative = path->lexically_relative(top);
    if (!relative.empty() && *relative.begin() != "..") {
      return relative == "." ? std::string() : relative.generic_string();
    }
  }
  return fail(ErrorKind::kUsage, fmt::format("--package {}: no such folder in this repository", *named));
}

/// The first place that holds a version, with its text, as it is committed: what an interrupted release has written
/// into the working tree is no version that is out.
std::pair<std::string, std::string> version_in_files(const PlannedRelease& planned, const release::Git& git,
                                                     const ports::Files& files) {
  for (const release::VersionPlace& place : planned.places) {
    const std::string path = (planned.folder() / place.file).lexically_relative(planned.top).generic_string();
    auto text = git.read({"show", "HEAD:" + path});
    if (!text) {
      text = files.read_regular(planned.folder() / place.file, kMostBytes, ports::Links::kFollow);
    }
    const auto value = text ? release::read_place(*text, place) : std::nullopt;
    if (value && release::Version::parse_loosely(*value)) {
      return {*value, place.file};
    }
  }
  return {};
}

void apply(const config::ReleaseSettings& own, release::Settings& settings) {
  if (own.tag_format) {
    settings.tag_format = own.tag_format;
  }
  if (own.changelog) {
    settings.changelog_file = own.changelog;
  }
  if (own.leaves_zero) {
    settings.major_on_zero = own.leaves_zero;
    settings.allows_zero = true;
  }
  if (!own.version_files.empty()) {
    settings.places.clear();
  }
  for (const std::string& text : own.version_files) {
    settings.places.push_back(release::place_of(text));
  }
  for (const std::string& branch : own.branches) {
    settings.branches.push_back({.kind = release::NameKind::kPattern, .name = branch});
  }
  std::vector<release::BranchRule> channels;
  for (const auto& [branch, token] : own.channels) {
    channels.push_back({.kind = release::NameKind::kPattern, .name = branch, .is_prerelease = true, .token = token});
  }
  // Behind our own branches, as written; before what another tool's file says.
  settings.branches.insert(own.branches.empty() ? settings.branches.begin() : settings.branches.end(), channels.begin(),
                           channels.end());
}

Result<release::BranchFacts> branch_facts(const release::History& history, const std::optional<std::string>& named,
                                          const ports::Environment& environment) {
  release::BranchFacts facts;
  auto name = named ? Result<std::string>(*named) : history.branch(environment);
  auto starts_with = history.default_branch();
  auto main = history.has_branch("main");
  auto master = history.has_branch("master");
  if (!name || !starts_with || !main || !master) {
    return fail(!name ? name.error() : !starts_with ? starts_with.error() : !main ? main.error() : master.error());
  }
  return release::BranchFacts{.name = *name, .default_branch = *starts_with, .has_main = *main || *master};
}

/// What the repository's own section and the other tools' files say, together.
Result<release::Settings> all_settings(const config::Config& config, const ports::Files& files,
                                       const PlannedRelease& planned) {
  auto settings = release::read_settings(files, planned.top, planned.package);
  if (!settings) {
    return settings;
  }
  if (!config.release.branches.empty()) {
    settings->branches.clear();
  }
  // Channels alone come besides the branches that there are anyway.
  settings->has_usual_branches = settings->branches.empty() && config.release.branches.empty();
  apply(config.release, *settings);
  return settings;
}

Result<release::TagStyle> tag_styles(const PlannedRelease& planned, std::vector<release::TagStyle>& styles) {
  styles = release::usual_styles(planned.settings.names, planned.package);
  if (!planned.settings.tag_format) {
    return styles.front();
  }
  auto style = release::read_tag_format(*planned.settings.tag_format);
  if (!style) {
    return style;
  }
  if (planned.package.empty()) {
    styles.insert(styles.begin(), *style);
  } else {
    styles = {*style};
  }
  return style;
}

}  // namespace

Result<std::string> package_of(const ReleaseRequest& request, const Place& place, const release::Git& git,
                               const ports::Files& files) {
  auto top = release::History(git).top();
  return top ? package_path(request.package, place, *top, files) : fail(std::move(top.error()));
}

Result<PlannedRelease> plan_release(const ReleaseRequest& request, const Place& place, const config::Config& config,
                                    const ports::Files& files, ports::Process& process,
                                    const ports::Environment& environment) {
  const release::Git git(place.base, process, environment);
  const release::History history(git);
  PlannedRelease planned;
  auto top = history.top();
  if (!top) {
    return fail(ErrorKind::kUsage, fmt::format("{} is not in a git repository that can be read", place.base.string()),
                top.error().message);
  }
  planned.top = *top;
  if (auto complete = history.check_complete(); !complete) {
    return fail(std::move(complete.error()));
  }
  auto head = history.head();
  if (!head) {
    return fail(std::move(head.error()));
  }
  planned.head = *head;
  auto package = package_path(request.package, place, planned.top, files);
  if (!package) {
    return fail(std::move(package.error()));
  }
  planned.package = *package;
  auto settings = all_settings(config, files, planned);
  if (!settings) {
    return fail(std::move(settings.error()));
  }
  planned.settings = std::move(*settings);
  auto branch = branch_facts(history, request.branch, environment);
  if (!branch) {
    return fail(std::move(branch.error()));
  }
  std::vector<release::TagStyle> styles;
  auto style = tag_styles(planned, styles);
  auto tags = history.tags();
  if (!style || !tags) {
    return fail(!style ? style.error() : tags.error());
  }
  planned.places = planned.settings.places;
  if (planned.places.empty()) {
    auto places = release::find_places(files, planned.folder());
    if (!places) {
      return fail(std::move(places.error()));
    }
    planned.places = std::move(*places);
  }
  release::PlanInput input{.branch = *branch,
                           .settings = planned.settings,
                           .tags = release::version_tags(*tags, styles),
                           .usual_style = *style,
                           .file_version = {},
                           .file_name = {},
                           .has_history = !planned.head.empty()};
  std::tie(input.file_version, input.file_name) =
      planned.settings.manifest_version
          ? std::pair(*planned.settings.manifest_version, std::string(".release-please-manifest.json"))
          : version_in_files(planned, git, files);
  const release::HistoryPort port{
      .commits = [&](const std::string& since) { return history.commits(since, planned.package); },
      .find = [&](const std::string& hash) { return history.find(hash); }};
  auto plan = release::make_plan(input, port);
  if (!plan) {
    return fail(std::move(plan.error()));
  }
  planned.plan = std::move(*plan);
  planned.plan.warnings.insert(planned.plan.warnings.end(), planned.settings.remarks.begin(),
                               planned.settings.remarks.end());
  planned.web = history.web_address();
  return planned;
}

}  // namespace ropewalk::app
