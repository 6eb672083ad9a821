#include "app/propose_pipeline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "app/read_config.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

/// `owner/name` of a remote on github.com: https, ssh or scp-like; empty for others.
std::string repository_of(std::string_view url) {
  const std::size_t host = url.find("github.com");
  if (host == std::string_view::npos) {
    return {};
  }
  std::string_view path = url.substr(host + std::string_view("github.com").size());
  path = path.substr(std::min(path.find_first_not_of(":/"), path.size()));
  path = path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
  path = path.ends_with(".git") ? path.substr(0, path.size() - 4) : path;
  return std::count(path.begin(), path.end(), '/') == 1 ? std::string(path) : std::string();
}

init::Wishes complete(init::Wishes wishes, const config::InitSettings& settings, const config::Budgets& budgets,
                      const Place& place) {
  if (wishes.pythons.empty()) {
    wishes.pythons = settings.pythons;
  }
  if (wishes.tools.empty()) {
    wishes.tools = settings.tools;
  }
  if (wishes.coverage) {
    wishes.coverage_from = "as you said";
  } else {
    wishes.coverage = budgets.coverage;
    wishes.coverage_from = config::kConfigFile;
  }
  if (place.repository != nullptr) {
    wishes.default_branch = place.repository->default_branch();
    wishes.repository = repository_of(place.repository->remote_url("origin"));
  }
  return wishes;
}

Result<void> check_parts(const std::vector<std::string>& only) {
  const std::vector<std::string_view> known = init::parts();
  for (const std::string& part : only) {
    if (std::find(known.begin(), known.end(), part) == known.end()) {
      const std::string_view near = nearest(part, known);
      return fail(
          ErrorKind::kUsage, fmt::format("no part '{}'", part),
          near.empty() ? fmt::format("parts are {}", fmt::join(known, ", ")) : fmt::format("did you mean '{}'?", near));
    }
  }
  return {};
}

Result<init::Manifest> read_manifest(const ports::Files& files, const Place& place) {
  const std::filesystem::path path = place.top / init::kManifestFile;
  if (files.type_followed(path) == ports::FileType::kMissing) {
    return init::Manifest();
  }
  auto text = files.read(path);
  return text ? init::read_manifest(*text) : Result<init::Manifest>(fail(std::move(text.error())));
}

/// The workflows that are there beside those that are proposed.
std::string other_workflows(const init::RepositoryFacts& facts, const std::vector<init::PipelineFile>& wanted) {
  std::vector<std::string> others;
  for (const std::string& name : facts.workflows) {
    const bool is_ours = std::any_of(wanted.begin(), wanted.end(), [&](const init::PipelineFile& file) {
      return file.path == ".github/workflows/" + name;
    });
    if (!is_ours) {
      others.push_back(name);
    }
  }
  return fmt::format("{}", fmt::join(others, ", "));
}

/// The text of a blob that was committed once.
init::FindBlob blob_finder(const Place& place, ports::Process& process, const ports::Environment& environment) {
  return [&](const std::string& id) -> std::optional<std::string> {
    if (place.repository == nullptr) {
      return std::nullopt;
    }
    ports::ProcessRequest request;
    request.arguments = {"git", "cat-file", "blob", id};
    request.working_directory = place.top;
    request.environment = environment.variables();
    const auto done = process.capture(request, {});
    return done && done->outcome.exit_code == 0 ? std::optional(done->output) : std::nullopt;
  };
}

}  // namespace

bool PipelineProposal::is_current() const {
  return std::all_of(files.begin(), files.end(),
                     [](const init::Proposal& file) { return file.step == init::Step::kKeep; });
}

Result<PipelineProposal> propose_pipeline(const InitRequest& request, const Place& place, const ports::Files& files,
                                          ports::Process& process, const ports::Environment& environment) {
  if (auto checked = check_parts(request.only); !checked) {
    return fail(std::move(checked.error()));
  }
  auto settings = read_config(files, place);
  if (!settings.errors.empty()) {
    return fail(std::move(settings.errors.front()));
  }
  auto facts = init::look_at(files, place.top);
  if (!facts) {
    return fail(std::move(facts.error()));
  }
  if (facts->projects.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("no Python project in {}", place.top.string()),
                "a project has a pyproject.toml, setup.py, setup.cfg or requirements.txt");
  }
  auto manifest = read_manifest(files, place);
  if (!manifest) {
    return fail(std::move(manifest.error()));
  }
  PipelineProposal proposal{
      .facts = std::move(*facts), .reasons = {}, .files = {}, .manifest = std::move(*manifest), .badge = {}};
  // Hooks that were written here before say nothing of what the project has chosen.
  if (proposal.manifest.contains(".pre-commit-config.yaml")) {
    proposal.facts.has_pre_commit = false;
    proposal.facts.pre_commit.clear();
  }
  const init::Wishes wishes = complete(request.wishes, settings.config.init, settings.config.budgets, place);
  std::vector<init::ChosenProject> chosen;
  for (const init::PythonProject& project : proposal.facts.projects) {
    auto choices = init::choose(project, proposal.facts, wishes);
    if (!choices) {
      return fail(std::move(choices.error()));
    }
    proposal.reasons.emplace_back(project.directory, choices->reasons);
    chosen.push_back({&project, std::move(*choices)});
  }
  auto wanted = init::pipeline_files(proposal.facts, chosen, request.wheel);
  if (!wanted) {
    return fail(std::move(wanted.error()));
  }
  if (const std::string others = other_workflows(proposal.facts, *wanted); !others.empty()) {
    proposal.facts.remarks.push_back("it has workflows of its own (" + others +
                                     "): look at what they and these do twice");
  }
  const init::FindBlob find_blob = blob_finder(place, process, environment);
  for (init::PipelineFile& file : *wanted) {
    const bool is_kept = std::find(settings.config.init.keep.begin(), settings.config.init.keep.end(), file.path) !=
                         settings.config.init.keep.end();
    const bool is_asked =
        request.only.empty() || std::find(request.only.begin(), request.only.end(), file.part) != request.only.end();
    if (is_kept || !is_asked) {
      continue;
    }
    std::optional<std::string> current;
    if (files.type(place.top / file.path) != ports::FileType::kMissing) {
      auto text = files.read(place.top / file.path);
      if (!text) {
        return fail(std::move(text.error()));
      }
      current = std::move(*text);
    }
    proposal.files.push_back(init::propose(std::move(file), std::move(current), proposal.manifest, find_blob));
  }
  if (!wishes.repository.empty()) {
    proposal.badge = init::badge(wishes.repository, "ci.yml");
  }
  return proposal;
}

Result<Written> write_pipeline(const PipelineProposal& proposal, Edited edited, const Place& place,
                               ports::Files& files) {
  Written written;
  init::Manifest manifest = proposal.manifest;
  for (const init::Proposal& file : proposal.files) {
    bool is_written = false;
    std::string text = file.result;
    switch (file.step) {
      case init::Step::kKeep: manifest[file.file.path] = init::blob_id(file.file.text); continue;
      case init::Step::kCreate:
      case init::Step::kUpdate: is_written = true; break;
      case init::Step::kMerge:
      case init::Step::kConflict: is_written = edited != Edited::kLeave; break;
      case init::Step::kEdited:
      case init::Step::kUnknown: is_written = edited == Edited::kReplace; break;
    }
    if (edited == Edited::kReplace) {
      text = file.file.text;
    }
    if (!is_written) {
      written.left.emplace_back(file.file.path, file.step);
      continue;
    }
    if (auto done = files.write(place.top / file.file.path, text); !done) {
      return fail(std::move(done.error()));
    }
    if (file.file.is_executable) {
      if (auto done = files.make_executable(place.top / file.file.path); !done) {
        return fail(std::move(done.error()));
      }
    }
    manifest[file.file.path] = init::blob_id(file.file.text);
    written.files.emplace_back(file.file.path, file.step);
  }
  const std::string text = init::write_manifest(manifest);
  const auto before = files.read(place.top / init::kManifestFile);
  if (!before || *before != text) {
    if (auto done = files.write(place.top / init::kManifestFile, text); !done) {
      return fail(std::move(done.error()));
    }
  }
  return written;
}

}  // namespace ropewalk::app
