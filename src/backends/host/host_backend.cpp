#include "backends/host/host_backend.h"

namespace ropewalk::backends {
namespace {

class HostPlace final : public engine::JobPlace {
 public:
  HostPlace(ports::Process& process, ports::Files& files, const ports::Environment& environment)
      : process_(process), files_(files), environment_(environment) {}

  Result<ports::ProcessOutcome> run(const ports::ProcessRequest& request, const ports::LineSink& on_line,
                                    std::stop_token stop) override {
    return process_.run(request, on_line, std::move(stop));
  }
  Result<ports::CapturedProcess> capture(const ports::ProcessRequest& request, std::stop_token stop) override {
    return process_.capture(request, std::move(stop));
  }
  std::optional<std::filesystem::path> find_program(std::string_view program, std::string_view path) const override {
    return process_.find_program(program, path);
  }
  /// Of whatever version: it is the user's machine.
  std::optional<std::filesystem::path> tool(std::string_view name, std::string_view path) const override {
    return name.starts_with("node") ? process_.find_program("node", path) : std::nullopt;
  }
  const ports::Environment& environment() const override { return environment_; }
  ports::Files& files() override { return files_; }
  std::filesystem::path inside(const std::filesystem::path& path) const override { return path; }
  std::filesystem::path outside(const std::filesystem::path& path) const override { return path; }
  std::vector<std::string> end_leftovers(std::string_view variable, std::string_view value) override {
    return process_.end_marked(variable, value);
  }
  Result<void> close() override { return {}; }

 private:
  ports::Process& process_;
  ports::Files& files_;
  const ports::Environment& environment_;
};

}  // namespace

Result<void> HostBackend::supports(const engine::PlaceNeeds& needs) const {
  if (needs.container) {
    return fail(ErrorKind::kIncomplete,
                "runs in a container, and there is no container engine for jobs on this machine");
  }
  if (needs.services) {
    return fail(ErrorKind::kIncomplete,
                "needs service containers, and there is no container engine for jobs on this machine");
  }
  return {};
}

Result<std::unique_ptr<engine::JobPlace>> HostBackend::prepare(const engine::PlaceRequest& /*request*/,
                                                               std::stop_token /*stop*/) {
  return std::make_unique<HostPlace>(process_, files_, environment_);
}

}  // namespace ropewalk::backends
