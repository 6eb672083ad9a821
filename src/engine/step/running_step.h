// A step while it runs: its environment, its contexts, its log, and what it may do to its job.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "engine/file_commands.h"
#include "engine/job/running_job.h"
#include "engine/step/step_stop.h"
#include "engine/step_effects.h"
#include "engine/step_log.h"
#include "engine/step_task.h"
#include "expr/context_table.h"

namespace ropewalk::engine {

/// Evaluates expressions for the step (`ContextTable`) and takes what its files and commands say (`FileCommandTarget`).
class RunningStep final : public expr::ContextTable<RunningStep>, public FileCommandTarget {
 public:
  RunningStep(RunningJob& job, const StepTask& task, int number);

  RunningJob& job;
  const StepTask& task;
  StepLog log;
  std::string name;
  /// Where in the file the step stands by what it does now: what messages point at.
  SourceRef place;
  /// The `env` context: the job's, what callers and the step itself put over it.
  EnvironmentMap environment;
  /// The part of it that is not the job's, for the steps of a composite action.
  EnvironmentMap overrides;
  /// Where its files are; the runner's own steps have none.
  std::optional<FileCommandPaths> files;
  bool has_files = false;
  /// `github.action_repository` and `github.action_ref`.
  std::string action_repository;
  std::string action_ref;
  /// The script of a `run` step, when its evaluation was needed for the name.
  std::optional<Result<std::string>> script;
  bool echoes_commands = false;
  /// A command or file could not be processed: the step has failed whatever its process says.
  bool has_failed_command = false;
  /// It could not be run on this machine, which is no fault of the workflow.
  bool is_impossible = false;
  /// What its output may do.
  StepEffects effects;
  /// What its program was started with and what a script says, when it has failed: for a shell in its place.
  std::vector<std::string> started_arguments;
  std::filesystem::path started_folder;
  ports::EnvironmentList started_environment;
  std::string started_script;

  [[nodiscard]] CompositeFrame* frame() const { return task.frame.get(); }
  [[nodiscard]] int number() const { return log.step(); }
  [[nodiscard]] StepsContext& steps() const;
  /// Asks every long call to end.
  [[nodiscard]] std::stop_token stop() const { return stop_->token(); }
  /// Requested when it is a timeout that ends the step.
  [[nodiscard]] std::stop_token late() const { return stop_->late(); }
  /// Its condition and texts are evaluated (again): a cancellation that comes meanwhile cuts that short, one that was
  /// there before has been heard.
  void begin_evaluation();
  /// The job was cancelled before the evaluation began.
  [[nodiscard]] bool is_judged_in_cancelled_job() const { return is_judged_in_cancelled_job_; }
  /// The evaluation is over and the body begins: from now on this is what ends the step. No timeout is none.
  void begin(OnCancellation on_cancellation, std::optional<std::chrono::minutes> timeout);
  /// Puts the values of a step's `env` over the job's.
  void apply(const EnvironmentMap& values);

  /// Contexts and functions:
  static std::span<const expr::ContextRow<RunningStep>> contexts();
  [[nodiscard]] tl::expected<expr::Value, std::string> call(std::string_view function,
                                                            std::span<const expr::Value> arguments) const override;
  /// The `github` context as this step sees it.
  [[nodiscard]] expr::Object github() const;
  /// While set, status functions answer as in a cancelled job: asks whether the step would survive a cancellation.
  void assume_cancelled(bool assumed) { assumes_cancelled_ = assumed; }

  /// What files and commands do:
  void set_variable(std::string_view variable, std::string_view value) override;
  void set_output(std::string_view output, std::string_view value) override;
  void add_path(std::string_view path) override;
  void save_state(std::string_view key, std::string_view value) override;
  void write_summary(std::string markdown) override;

  /// Why the step cannot be run here: the job is then incomplete, also where the failure is forgiven.
  void note_impossible(std::string reason);

  /// Something ran for this step, and files may be others now.
  void forget_hashes() { hashes_.clear(); }

  /// The whole environment of a process of this step; `inputs` come as INPUT_*.
  [[nodiscard]] ports::EnvironmentList process_environment(const NamedTexts& inputs) const;

 private:
  [[nodiscard]] record::Conclusion status() const;
  /// Members of `github` that only this step has, in order.
  [[nodiscard]] NamedTexts own_github_members() const;

  /// What runs `hashFiles` for it, once for the same patterns until `forget_hashes`.
  [[nodiscard]] tl::expected<expr::Value, std::string> hash(const std::vector<std::string>& patterns) const;

  bool assumes_cancelled_ = false;
  bool is_judged_in_cancelled_job_ = false;
  std::optional<StepStop> stop_;
  mutable std::map<std::vector<std::string>, expr::Value> hashes_;
};

}  // namespace ropewalk::engine
