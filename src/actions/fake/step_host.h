// A job that exists only in a test: everything that an action does to it is kept.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actions/fake/stores.h"
#include "actions/native_action.h"
#include "actions/step_host.h"
#include "ports/fake/archive.h"
#include "ports/fake/environment.h"
#include "ports/fake/files.h"
#include "ports/fake/process.h"
#include "ports/fake/repository.h"

namespace ropewalk::actions {

/// The workspace is /work/repo/repo; members are public for setting up and for looking at.
class FakeStepHost final : public StepHost {
 public:
  FakeStepHost();

  [[nodiscard]] const JobPaths& paths() const override { return job_paths; }
  [[nodiscard]] ports::Files& files() override { return fake_files; }
  [[nodiscard]] ports::Archive& archive() override { return fake_archive; }
  [[nodiscard]] const ports::Environment& machine() const override { return environment; }
  [[nodiscard]] const ports::Process& programs() const override { return process; }
  [[nodiscard]] record::ArtifactStore& artifacts() override { return artifact_store; }
  [[nodiscard]] record::CacheStore& caches() override { return cache_store; }
  [[nodiscard]] ports::Repository* repository() override { return fake_repository.get(); }
  [[nodiscard]] Result<ports::Snapshot> snapshot() const override { return fake_snapshot; }
  [[nodiscard]] RunId run() const override { return RunId("42"); }
  [[nodiscard]] std::string github(std::string_view name) const override;
  [[nodiscard]] std::string variable(std::string_view name) const override;
  [[nodiscard]] std::stop_token stop() const override { return {}; }
  [[nodiscard]] SourceRef place_of_input(std::string_view /*name*/) const override { return {}; }
  void log(Note note, std::string_view text) override { notes.emplace_back(note, std::string(text)); }
  void set_output(std::string_view name, std::string_view value) override { outputs[std::string(name)] = value; }
  void set_variable(std::string_view name, std::string_view value) override { variables[std::string(name)] = value; }
  void add_path(const std::filesystem::path& path) override { added_paths.push_back(path.string()); }
  void save_state(std::string_view name, std::string_view value) override { states[std::string(name)] = value; }
  [[nodiscard]] std::string state(std::string_view name) const override;
  void add_mask(std::string_view secret) override { masks.emplace_back(secret); }
  [[nodiscard]] std::string kept_name(std::string_view name) const override;
  void add_matcher(const std::filesystem::path& file) override { matchers.push_back(file.string()); }
  void report_artifact(const record::Artifact& artifact) override { reported.push_back(artifact.name); }
  [[nodiscard]] Result<ports::ProcessOutcome> run_program(const std::vector<std::string>& arguments,
                                                          const ports::EnvironmentList& extra) override;
  [[nodiscard]] Result<ports::ProcessOutcome> run_script(const std::vector<std::string>& arguments,
                                                         const ports::EnvironmentList& extra) override {
    return run_program(arguments, extra);
  }
  [[nodiscard]] Result<ports::CapturedProcess> capture_program(const std::vector<std::string>& arguments,
                                                               const ports::EnvironmentList& extra) override;
  /// `hash:` and the patterns, or nothing when `has_hashed_files` is false.
  [[nodiscard]] Result<std::string> hash_files(const std::vector<std::string>& patterns) override;

  /// Gives the run a repository with these facts; its snapshot is commit 5555….
  void use_repository(ports::RepositoryFacts facts);
  /// Prepares the inputs and runs main, or the post step, as the engine does. Warnings about inputs go to the log.
  [[nodiscard]] Result<void> run_main(const NativeAction& action, const GivenInputs& given);
  [[nodiscard]] Result<void> run_post(const NativeAction& action, const GivenInputs& given);
  /// All texts of one kind in the log, a line each.
  [[nodiscard]] std::string logged(Note note) const;

  JobPaths job_paths;
  ports::FakeFiles fake_files;
  ports::FakeArchive fake_archive{fake_files};
  ports::FakeEnvironment environment;
  ports::FakeProcess process;
  FakeArtifactStore artifact_store{fake_files};
  FakeCacheStore cache_store{fake_files};
  std::shared_ptr<const ports::RepositoryFacts> facts;
  std::unique_ptr<ports::FakeRepository> fake_repository;
  ports::Snapshot fake_snapshot;
  std::map<std::string, std::string, std::less<>> github_values;
  std::map<std::string, std::string, std::less<>> variables;
  std::map<std::string, std::string, std::less<>> outputs;
  std::map<std::string, std::string, std::less<>> states;
  std::vector<std::pair<Note, std::string>> notes;
  std::vector<std::string> added_paths;
  std::vector<std::string> masks;
  std::vector<std::string> matchers;
  std::vector<std::string> reported;
  bool has_hashed_files = true;

 private:
  [[nodiscard]] ports::ProcessRequest request(const std::vector<std::string>& arguments,
                                              const ports::EnvironmentList& extra) const;
};

}  // namespace ropewalk::actions
