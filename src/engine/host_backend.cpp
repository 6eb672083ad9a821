// Jobs on this machine. It needs nothing but the Process port, so it lives beside the interface.
#include "engine/backend.h"

namespace ropewalk::engine {
namespace {

class HostPlace final : public JobPlace {
 public:
  explicit HostPlace(ports::Process& process) : process_(process) {}

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
  std::filesystem::path inside(const std::filesystem::path& path) const override { return path; }

 private:
  ports::Process& process_;
};

class HostBackend final : public Backend {
 public:
  explicit HostBackend(ports::Process& process) : process_(process) {}
  Result<std::unique_ptr<JobPlace>> prepare(const JobFolders& /*folders*/) override {
    return std::unique_ptr<JobPlace>(std::make_unique<HostPlace>(process_));
  }

 private:
  ports::Process& process_;
};

}  // namespace

std::unique_ptr<Backend> make_host_backend(ports::Process& process) { return std::make_unique<HostBackend>(process); }

}  // namespace ropewalk::engine
