#include "app/deploy/make_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "app/deploy/allowed_refs.h"
#include "app/deploy/apply_settings.h"
#include "app/deploy/image_plan.h"
#include "app/deploy/open_environment.h"
#include "app/gates/environment_rules.h"
#include "app/read_config.h"
#include "base/strings.h"
#include "deploy/discover/discover.h"
#include "deploy/room.h"
#include "deploy/targets/tree.h"
#include "toml/read_toml.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShortCommit = 10;
constexpr std::size_t kShortDigest = 12;

/// A tree to deploy from: that of a commit, or the folder itself outside of a repository.
struct Source {
  fs::path folder;
  std::string commit;
  std::string version;
  std::string author;
};

Result<Source> take_commit(ports::Repository& repository, const std::string& wanted, const fs::path& folder) {
  const auto id = repository.resolve(wanted.empty() ? "HEAD" : wanted);
  if (!id) {
    return fail(ErrorKind::kUsage, fmt::format("no commit, tag or branch '{}'", wanted.empty() ? "HEAD" : wanted),
                wanted.empty() ? "commit something first" : "`git log` shows what there is");
  }
  const auto commit = repository.commit(*id);
  if (!commit) {
    return fail(commit.error());
  }
  std::error_code error;
  std::string below = fs::relative(folder, repository.top(), error).generic_string();
  below = below == "." ? "" : below;
  auto tree = repository.extract(*id, below);
  if (!tree) {
    return fail(std::move(tree.error()));
  }
  const auto tags = repository.tags_at(*id);
  return Source{.folder = below.empty() ? *tree : *tree / below,
                .commit = *id,
                .version = tags && !tags->empty() ? tags->back() : id->substr(0, kShortCommit),
                .author = fmt::format("{} <{}>", commit->author_name, commit->author_email)};
}

/// Null when the file names no environments: then every name is one. Errors: kUsage for a name that it does not have.
Result<const config::EnvironmentSettings*> choose_environment(const config::Config& config, const std::string& name) {
  if (const config::EnvironmentSettings* const found = find_environment(config.environments, name)) {
    return found;
  }
  std::vector<std::string_view> names;
  for (const config::EnvironmentSettings& one : config.environments) {
    names.push_back(one.name);
  }
  if (names.empty() && config::is_environment_name(name)) {
    return nullptr;
  }
  if (names.empty()) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' is no name of an environment", name),
                std::string(config::kEnvironmentNames));
  }
  const std::string_view near = nearest(name, names);
  return fail(ErrorKind::kUsage, fmt::format("{} has no environment '{}'", config::kConfigFile, name),
              near.empty() ? fmt::format("its environments are {}", fmt::join(names, ", "))
                           : fmt::format("did you mean '{}'?", near));
}

/// A commit belongs to a branch when the branch has it: the one that is checked out, or one that a rule names.
bool is_on_branch(const std::vector<std::string>& patterns, const std::string& commit,
                  const ports::Repository& repository) {
  const auto head = repository.head();
  if (head && head->commit == commit && !head->branch.empty() && is_among(head->branch, patterns)) {
    return true;
  }
  for (const std::string& name : patterns) {
    for (const char* const folder : {"refs/heads/", "refs/remotes/origin/"}) {
      const auto tip = repository.resolve(folder + name);
      const auto base = tip ? repository.merge_base(*tip, commit) : tip;
      if (base && *base == commit) {
        return true;
      }
    }
  }
  return false;
}

/// Why the rules do not allow the commit; empty when they do.
std::string refusal(const deploy::EnvironmentRules& rules, const std::string& commit,
                    const ports::Repository& repository) {
  if (rules.branches.empty() && rules.tags.empty()) {
    return {};
  }
  if (!rules.branches.empty() && is_on_branch(rules.branches, commit, repository)) {
    return {};
  }
  const auto tags = repository.tags_at(commit);
  if (!rules.tags.empty() && tags &&
      std::any_of(tags->begin(), tags->end(), [&](const std::string& tag) { return is_among(tag, rules.tags); })) {
    return {};
  }
  return fmt::format("{} takes only {}, and the commit is on none of them", rules.name,
                     allowed_text(rules.branches, rules.tags));
}

/// What is deployed is a container image: one is named, by the command or by the configuration.
bool is_image(const PlanRequest& request, const ServicePlace& service) {
  if (request.promoted) {
    return request.promoted_plan && request.promoted_plan->service.target != deploy::TargetKind::kProcess;
  }
  return request.image || (service.settings.service.image && request.version.empty());
}

/// By the commit that an image says it is of: whose it is, and whether the environment's rules allow it.
void judge_commit(MadePlan& made, const Place& place) {
  deploy::Plan& plan = made.plan;
  const auto commit = place.repository && !plan.commit.empty() ? place.repository->commit(plan.commit)
                                                               : Result<ports::Commit>(fail(ErrorKind::kNotFound, ""));
  if (commit) {
    plan.author = fmt::format("{} <{}>", commit->author_name, commit->author_email);
    made.refusal = refusal(plan.rules, plan.commit, *place.repository);
  } else if (!plan.rules.branches.empty() || !plan.rules.tags.empty()) {
    made.refusal = plan.commit.empty()
                       ? "the environment takes only certain branches or tags, and the image does not say which commit "
                         "it is of (its label org.opencontainers.image.revision)"
                       : fmt::format(
                             "the environment takes only certain branches or tags, and the image's commit {} "
                             "is not in this repository",
                             plan.commit);
  }
}

bool is_in_cluster(const ServicePlace& service, const config::EnvironmentSettings* settings) {
  return (settings != nullptr && settings->kubernetes) || service.settings.service.target == "kubernetes";
}

/// A url that the proxy of this machine cannot be reached at, whatever it does.
Result<void> check_url(const config::EnvironmentSettings& settings) {
  const std::string& url = *settings.url;
  const auto wrong = [&](std::string message, std::string hint) {
    return fail(Error{ErrorKind::kUsage, std::move(message), std::move(hint), settings.place});
  };
  const bool is_secure = url.starts_with("https://");
  if (is_secure && !settings.certificate) {
    return wrong("the url is https, and the proxy has no certificate to speak it with",
                 "`certificate` names a file with a certificate and its key");
  }
  if (!is_secure && settings.certificate) {
    return wrong("the url is http, and with a certificate the proxy speaks https alone", "write https://");
  }
  const std::string_view rest = std::string_view(url).substr(url.find("://") + 3);
  const std::string_view host = rest.substr(0, rest.starts_with('[') ? rest.find(']') + 1 : rest.find_first_of(":/"));
  const bool is_address = host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string_view::npos;
  if (is_address && host != "[::1]" && !host.starts_with("127.")) {
    return wrong(
        fmt::format("the proxy of an environment on this machine answers on loopback alone, and not at {}", host),
        "name 127.0.0.1, or a host whose name leads there");
  }
  return {};
}

}  // namespace

Checked<ServicePlace> find_service_place(const ports::Files& files, const Place& place, bool has_directory) {
  ServicePlace found;
  found.folder = has_directory ? place.base : place.top;
  if (!has_directory) {
    for (fs::path folder = place.base; !folder.empty(); folder = folder.parent_path()) {
      if (deploy::may_hold_service(files, folder)) {
        found.folder = folder;
        break;
      }
      if (folder == place.top || folder == folder.root_path()) {
        break;
      }
    }
  }
  found.name = found.folder.filename().string();
  const auto text = files.read(found.folder / "pyproject.toml");
  if (const auto project = text ? toml::read_toml(*text, "pyproject.toml") : Result<json::object>(json::object())) {
    for (const char* const path : {"tool.poetry.name", "project.name"}) {
      const std::string_view name = toml::text(*project, path);
      found.name = name.empty() ? found.name : std::string(name);
    }
  }
  // A service of a repository with several has its own file, or goes by the repository's.
  Place own{.top = place.top, .base = place.base, .repository = nullptr, .no_repository = std::nullopt};
  if (files.type_followed(found.folder / config::kConfigFile) == ports::FileType::kFile) {
    own.top = found.folder;
  }
  auto settings = read_config(files, own);
  if (!settings.errors.empty()) {
    // What is wrong is what was asked for, and nothing has been looked at.
    for (Error& error : settings.errors) {
      error.kind = ErrorKind::kUsage;
    }
    return tl::unexpected<Errors>(std::move(settings.errors));
  }
  found.top = own.top;
  found.settings = std::move(settings.config);
  found.name = found.settings.service.name.value_or(found.name);
  return found;
}

std::string environment_name(std::string_view word, const ServicePlace& service, const deploy::Machine& machine) {
  const std::vector<std::string> known = known_environments(machine, service.name);
  if (std::find(known.begin(), known.end(), word) != known.end()) {
    return std::string(word);
  }
  const auto same = std::find_if(known.begin(), known.end(),
                                 [&](const std::string& name) { return equals_ignoring_case(name, word); });
  if (same != known.end()) {
    return *same;
  }
  const config::EnvironmentSettings* const settings = find_environment(service.settings.environments, word);
  return settings != nullptr ? settings->name : std::string(word);
}

Checked<MadePlan> make_plan(const PlanRequest& request, const Place& place, const ServicePlace& service,
                            const deploy::Machine& machine) {
  MadePlan made;
  deploy::Plan& plan = made.plan;
  Source source{.folder = service.folder, .commit = {}, .version = {}, .author = {}};
  const bool has_commit = place.repository && place.repository->head() && !place.repository->head()->commit.empty();
  if (is_image(request, service)) {
    source = {};
  } else if (request.promoted) {
    const deploy::Deployment& from = *request.promoted;
    source = {
        .folder = deploy::version_folder(service_folder(machine.environment, service.name), from.digest) / "source",
        .commit = from.commit,
        .version = from.version,
        .author = from.author};
    if (machine.files.type_followed(source.folder) != ports::FileType::kDirectory) {
      return fail_with({ErrorKind::kInvalid,
                        fmt::format("the files of {} are not on this machine any more", from.version),
                        "deploy its commit"});
    }
  } else if (has_commit) {
    auto taken = take_commit(*place.repository, request.version, service.folder);
    if (!taken) {
      return fail_with(std::move(taken.error()));
    }
    source = std::move(*taken);
    if (request.version.empty()) {
      const auto changes = place.repository->changes("HEAD", "");
      if (changes && !changes->empty()) {
        made.warnings.push_back(fmt::format("{} changed {} not deployed: what is deployed is the commit {}",
                                            changes->size(), changes->size() == 1 ? "file is" : "files are",
                                            source.version));
      }
    }
  } else if (!request.version.empty()) {
    return fail_with(
        {ErrorKind::kUsage, fmt::format("no version '{}': this folder is in no git repository", request.version)});
  }
  const config::EnvironmentSettings* settings = nullptr;
  if (auto chosen = choose_environment(service.settings, request.environment); chosen) {
    settings = *chosen;
  } else {
    return fail_with(std::move(chosen.error()));
  }
  if (settings != nullptr && settings->certificate) {
    plan.rules.certificate = (service.top / *settings->certificate).lexically_normal().string();
    if (settings->hosts.empty() && machine.files.type_followed(plan.rules.certificate) != ports::FileType::kFile) {
      return fail_with(
          {ErrorKind::kUsage, fmt::format("there is no certificate {}", *settings->certificate), {}, settings->place});
    }
  }
  if (settings != nullptr && settings->url && settings->hosts.empty() && !is_in_cluster(service, settings)) {
    if (auto checked = check_url(*settings); !checked) {
      return fail_with(std::move(checked.error()));
    }
  }
  if (settings != nullptr && settings->verify && !is_image(request, service)) {
    return fail_with(
        {ErrorKind::kUsage,
         fmt::format("environment '{}' verifies signatures, and the files of a commit have none", request.environment),
         "deploy an image, or leave `verify` out", settings->place});
  }
  if (is_in_cluster(service, settings)) {
    if (!is_image(request, service)) {
      return fail_with({ErrorKind::kUsage, "a cluster runs images, and what was named is a commit",
                        "name an image: `ropewalk deploy ENV registry.example/shop:1.2`, or `image` of `service:`",
                        settings == nullptr ? SourceRef() : settings->place});
    }
    auto image = cluster_plan(request, service, settings, machine.files);
    if (image) {
      judge_commit(*image, place);
    }
    return image;
  }
  if (is_image(request, service)) {
    auto image = image_plan(request, service, settings, machine);
    if (image) {
      image->plan.rules.certificate = plan.rules.certificate;
      judge_commit(*image, place);
    }
    return image;
  }
  auto found =
      deploy::find_service(machine.files, source.folder, service.settings.service.command.value_or(std::string()));
  if (!found) {
    Error error = found.error();
    if (error.kind == ErrorKind::kNotFound) {
      error.message = fmt::format("no service was found in '{}'", service.folder.string());
    }
    return fail_with(std::move(error));
  }
  if (!found->folder.empty()) {
    source.folder /= found->folder;
  }
  auto digest = deploy::digest_of_tree(machine.files, source.folder);
  if (!digest) {
    return fail_with(std::move(digest.error()));
  }
  plan.service = std::move(found->spec);
  plan.service.name = service.name;
  made.notes = std::move(found->notes);
  plan.rules.name = request.environment;
  apply(service.settings.service, plan);
  if (settings != nullptr) {
    apply(*settings, plan);
  }
  plan.commit = source.commit;
  plan.author = source.author;
  plan.digest = *digest;
  plan.version =
      source.version.empty() ? digest->substr(std::string_view("sha256:").size(), kShortDigest) : source.version;
  plan.source = source.folder.string();
  if (place.repository) {
    made.refusal = refusal(plan.rules, source.commit, *place.repository);
  } else if (!plan.rules.branches.empty() || !plan.rules.tags.empty()) {
    made.refusal = "the environment takes only certain branches or tags, and this folder is in no git repository";
  }
  return made;
}

Result<std::optional<FoundDigest>> find_digest(std::string_view digest, const ServicePlace& service,
                                               deploy::Stores& stores, const deploy::Machine& machine) {
  for (const std::string& name : known_environments(machine, service.name)) {
    const auto store = stores.open(environment_folder(machine.environment, service.name, name).string());
    if (!store) {
      return fail(store.error());
    }
    constexpr std::size_t kMost = 10'000;
    const auto all = (*store)->deployments(kMost);
    if (!all) {
      return fail(all.error());
    }
    const auto found = std::find_if(all->begin(), all->end(), [&](const deploy::Deployment& one) {
      return one.digest.starts_with(digest) && one.outcome == deploy::Outcome::kSucceeded;
    });
    if (found != all->end()) {
      auto plan = deploy::plan_of(**store, found->number);
      return plan ? Result<std::optional<FoundDigest>>(FoundDigest{*found, std::move(*plan)}) : fail(plan.error());
    }
  }
  return std::optional<FoundDigest>();
}

}  // namespace ropewalk::app
