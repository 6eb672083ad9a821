#include "engine/testing/fake_backend.h"

namespace ropewalk::engine {
namespace {

class FakePlace final : public JobPlace {
 public:
  FakePlace(ports::Process& process, ports::Files& files, const ports::Environment& environment, FakeBackend& backend)
      : process_(process), files_(files), environment_(environment), backend_(backend) {}

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
  std::optional<std::filesystem::path> tool(std::string_view /*name*/, std::string_view path) const override {
    return process_.find_program("node", path);
  }
  const ports::Environment& environment() const override { return environment_; }
  ports::Files& files() override { return files_; }
  std::filesystem::path inside(const std::filesystem::path& path) const override { return path; }
  std::filesystem::path outside(const std::filesystem::path& path) const override { return path; }
  std::vector<std::string> end_leftovers(std::string_view variable, std::string_view value) override {
    return process_.end_marked(variable, value);
  }
  Result<void> close() override {
    ++backend_.closed;
    return backend_.close_error.empty() ? Result<void>() : fail(ErrorKind::kInternal, backend_.close_error);
  }

 private:
  ports::Process& process_;
  ports::Files& files_;
  const ports::Environment& environment_;
  FakeBackend& backend_;
};

}  // namespace

Result<void> FakeBackend::supports(const PlaceNeeds& needs) const {
  if (!has_containers && (needs.container || needs.services)) {
    return fail(ErrorKind::kIncomplete, "needs a container engine");
  }
  return {};
}

Result<std::unique_ptr<JobPlace>> FakeBackend::prepare(const PlaceRequest& /*request*/, std::stop_token /*stop*/) {
  if (!prepare_error.empty()) {
    return fail(ErrorKind::kInternal, prepare_error);
  }
  ++prepared;
  return std::make_unique<FakePlace>(process_, files_, environment_, *this);
}

}  // namespace ropewalk::engine
