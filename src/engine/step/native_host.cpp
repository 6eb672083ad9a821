#include "engine/step/native_host.h"

#include <algorithm>

#include "engine/hash_files.h"
#include "engine/step/step_process.h"

namespace ropewalk::engine {

NativeHost::NativeHost(RunningStep& step, const ActionCall* call)
    : step_(step),
      call_(call),
      paths_{.workspace = step.job.folders.workspace,
             .temp = step.job.folders.temp,
             .tool_cache = step.job.folders.tool_cache,
             .installed_tools = step.job.run.options.installed_tools,
             .home = step.job.folders.home,
             .shared_cache = step.job.run.options.shared_cache},
      environment_(step.process_environment({})),
      reader_(step.effects) {}

Result<ports::Snapshot> NativeHost::snapshot() const {
  auto snapshot = step_.job.run.snapshot.get(step_.stop());
  if (!snapshot) {
    return fail(std::move(snapshot.error()));
  }
  if (*snapshot == nullptr) {
    return fail(ErrorKind::kNotFound, "This run has no git repository", "`git init` makes one");
  }
  return **snapshot;
}

std::string NativeHost::github(std::string_view name) const {
  const expr::Object github = step_.github();
  const expr::Value* value = github.find(name.substr(0, name.find('.')));
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos && value != nullptr;
       dot = name.find('.', dot + 1)) {
    const std::string_view rest = name.substr(dot + 1);
    value = value->kind() == expr::Kind::kObject ? value->object().find(rest.substr(0, rest.find('.'))) : nullptr;
  }
  return value == nullptr || value->kind() == expr::Kind::kObject ? std::string() : value->to_text();
}

std::string NativeHost::variable(std::string_view name) const {
  const auto found =
      std::find_if(environment_.rbegin(), environment_.rend(), [&](const auto& pair) { return pair.first == name; });
  return found == environment_.rend() ? std::string() : found->second;
}

SourceRef NativeHost::place_of_input(std::string_view name) const {
  const workflow::Token* with = call_ == nullptr ? nullptr : call_->step->with;
  const workflow::Token* value = with == nullptr ? nullptr : with->find(name);
  return value == nullptr ? SourceRef() : SourceRef{call_->file, value->span};
}

void NativeHost::log(actions::Note note, std::string_view text) {
  switch (note) {
    case actions::Note::kText: step_.log.text(text); break;
    case actions::Note::kDebug: step_.log.debug(text); break;
    case actions::Note::kNotice: step_.log.notice(text); break;
    case actions::Note::kWarning: step_.log.warning(text); break;
    case actions::Note::kError: step_.log.error(text); break;
    case actions::Note::kGroup: step_.log.group(text); break;
    case actions::Note::kEndGroup: step_.log.end_group(); break;
  }
}

std::string NativeHost::state(std::string_view name) const {
  if (!step_.task.state) {
    return {};
  }
  const auto found = step_.task.state->find(name);
  return found == step_.task.state->end() ? std::string() : found->second;
}

void NativeHost::add_matcher(const std::filesystem::path& file) {
  Command command{.name = "add-matcher", .properties = {}, .data = file.string()};
  if (auto added = run_add_matcher(step_.effects, command); !added) {
    step_.log.warning(added.error().message);
  }
}

void NativeHost::report_artifact(const record::Artifact& artifact) {
  step_.job.log.emit(record::ArtifactUploaded{.job = step_.job.request.id,
                                              .name = artifact.name,
                                              .bytes = artifact.bytes,
                                              .files = artifact.files,
                                              .digest = artifact.digest});
}

ports::ProcessRequest NativeHost::request(const std::vector<std::string>& arguments,
                                          const ports::EnvironmentList& extra) const {
  ports::EnvironmentList environment = environment_;
  environment.insert(environment.end(), extra.begin(), extra.end());
  return process_request({arguments, step_.job.folders.workspace, std::move(environment)});
}

Result<ports::ProcessOutcome> NativeHost::run_program(const std::vector<std::string>& arguments,
                                                      const ports::EnvironmentList& extra) {
  return step_.job.place.run(
      request(arguments, extra), [this](const ports::OutputLine& line) { reader_.read(line); }, step_.stop());
}

Result<ports::ProcessOutcome> NativeHost::run_script(const std::vector<std::string>& arguments,
                                                     const ports::EnvironmentList& extra) {
  if (!open_files(step_)) {
    return fail(ErrorKind::kInternal, "the step's files could not be made");
  }
  auto done = run_program(arguments, extra);
  close_files(step_);
  return done;
}

Result<ports::CapturedProcess> NativeHost::capture_program(const std::vector<std::string>& arguments,
                                                           const ports::EnvironmentList& extra) {
  return step_.job.place.capture(request(arguments, extra), step_.stop());
}

Result<std::string> NativeHost::hash_files(const std::vector<std::string>& patterns) {
  return engine::hash_files(step_.job.files(), step_.job.folders.workspace, step_.job.folders.home, patterns,
                            step_.stop());
}

}  // namespace ropewalk::engine
