// Programs that exist only in a test: their answers are scripted, the requests are kept.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "ports/process.h"

namespace ropewalk::ports {

/// What a scripted program does. It may look at the request, wait for the stop, or write to other fakes.
using FakeProgram = std::function<Result<CapturedProcess>(const ProcessRequest& request, std::stop_token stop)>;

/// May be used from several threads; programs are called without a lock held.
class FakeProcess final : public Process {
 public:
  /// Answers requests whose first argument is `program`, as given or by its file name. The newest rule wins. Also makes
  /// the program known to `find_program`, under /usr/bin unless it is absolute.
  void on(std::string program, FakeProgram answer);
  /// The same with a fixed output (standard output) and exit code.
  void on(std::string program, std::string output, int exit_code = 0);
  /// Answers requests whose arguments start with these words.
  void on_arguments(std::vector<std::string> start, std::string output, int exit_code = 0);
  /// Makes a program known to `find_program` alone.
  void add_program(std::string program, std::filesystem::path path);

  /// All requests so far, in the order of their start.
  [[nodiscard]] std::vector<ProcessRequest> requests() const;

  /// A program without a rule is not there: kNotFound. Standard output is handed on before standard error.
  [[nodiscard]] Result<ProcessOutcome> run(const ProcessRequest& request, const LineSink& on_line,
                                           std::stop_token stop) override;
  [[nodiscard]] Result<CapturedProcess> capture(const ProcessRequest& request, std::stop_token stop) override;
  [[nodiscard]] std::optional<std::filesystem::path> find_program(std::string_view program,
                                                                  std::string_view path) const override;
  /// Nothing is left running here; the mark is kept in `ended_marks`.
  [[nodiscard]] std::vector<std::string> end_marked(std::string_view name, std::string_view value) override;
  [[nodiscard]] std::vector<std::string> ended_marks() const;
  /// Kept in `all_marks`: "NAME=value".
  void mark_all(std::string name, std::string value) override;
  [[nodiscard]] std::vector<std::string> all_marks() const;
  /// Nothing is started; there is no death here.
  [[nodiscard]] Result<std::unique_ptr<DeathWatch>> watch_over(const std::vector<std::string>& arguments) override;

 private:
  struct Rule {
    std::function<bool(const ProcessRequest&)> matches;
    FakeProgram program;
  };

  mutable std::mutex mutex_;
  std::vector<Rule> rules_;
  std::map<std::string, std::filesystem::path, std::less<>> programs_;
  std::vector<ProcessRequest> requests_;
  std::vector<std::string> ended_marks_;
  std::vector<std::string> all_marks_;
};

}  // namespace ropewalk::ports
