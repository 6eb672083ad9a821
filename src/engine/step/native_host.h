// What a native action sees of its job: actions::StepHost over a running step.
#pragma once

#include "actions/step_host.h"
#include "engine/output_reader.h"
#include "engine/step/action_step.h"
#include "engine/step/running_step.h"

namespace ropewalk::engine {

class NativeHost final : public actions::StepHost {
 public:
  /// `call` is what the workflow says of the action; null where there is none.
  explicit NativeHost(RunningStep& step, const ActionCall* call = nullptr);

  [[nodiscard]] const actions::JobPaths& paths() const override { return paths_; }
  [[nodiscard]] ports::Files& files() override { return step_.job.files(); }
  [[nodiscard]] ports::Archive& archive() override { return step_.job.run.ports.archive; }
  [[nodiscard]] const ports::Environment& machine() const override { return step_.job.place.environment(); }
  [[nodiscard]] const ports::Process& programs() const override { return step_.job.run.ports.process; }
  [[nodiscard]] record::ArtifactStore& artifacts() override { return step_.job.run.ports.artifacts; }
  [[nodiscard]] record::CacheStore& caches() override { return step_.job.run.ports.caches; }
  [[nodiscard]] ports::Repository* repository() override { return step_.job.run.ports.repository; }
  [[nodiscard]] Result<ports::Snapshot> snapshot() const override;

  [[nodiscard]] RunId run() const override { return step_.job.log.run(); }
  [[nodiscard]] std::string github(std::string_view name) const override;
  [[nodiscard]] std::string variable(std::string_view name) const override;
  [[nodiscard]] std::stop_token stop() const override { return step_.stop(); }

  [[nodiscard]] SourceRef place_of_input(std::string_view name) const override;

  void log(actions::Note note, std::string_view text) override;
  void set_output(std::string_view name, std::string_view value) override { step_.set_output(name, value); }
  void set_variable(std::string_view name, std::string_view value) override { step_.set_variable(name, value); }
  void add_path(const std::filesystem::path& path) override { step_.add_path(path.string()); }
  void save_state(std::string_view name, std::string_view value) override { step_.save_state(name, value); }
  [[nodiscard]] std::string state(std::string_view name) const override;
  void add_mask(std::string_view secret) override { step_.job.log.masker().add_secret(secret); }
  [[nodiscard]] std::string kept_name(std::string_view name) const override {
    return step_.job.log.masker().mask(name);
  }
  void add_matcher(const std::filesystem::path& file) override;
  void report_artifact(const record::Artifact& artifact) override;

  [[nodiscard]] Result<ports::ProcessOutcome> run_program(const std::vector<std::string>& arguments,
                                                          const ports::EnvironmentList& extra) override;
  [[nodiscard]] Result<ports::ProcessOutcome> run_script(const std::vector<std::string>& arguments,
                                                         const ports::EnvironmentList& extra) override;
  [[nodiscard]] Result<ports::CapturedProcess> capture_program(const std::vector<std::string>& arguments,
                                                               const ports::EnvironmentList& extra) override;
  [[nodiscard]] Result<std::string> hash_files(const std::vector<std::string>& patterns) override;

 private:
  [[nodiscard]] ports::ProcessRequest request(const std::vector<std::string>& arguments,
                                              const ports::EnvironmentList& extra) const;

  RunningStep& step_;
  const ActionCall* call_;
  actions::JobPaths paths_;
  ports::EnvironmentList environment_;
  OutputReader reader_;
};

}  // namespace ropewalk::engine
