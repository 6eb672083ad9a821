// What a target has started, a file for each deployment: written before an instance is started, so that a command that
// is killed in between leaves a trace.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "deploy/target.h"

namespace ropewalk::deploy {

class InstanceRecords {
 public:
  /// `folder` is the environment's.
  InstanceRecords(std::filesystem::path folder, const Machine& machine);

  [[nodiscard]] std::vector<Instance> read(std::int64_t number) const;
  [[nodiscard]] Result<void> write(std::int64_t number, const std::vector<Instance>& instances);
  void forget(std::int64_t number);
  /// In order.
  [[nodiscard]] std::vector<std::int64_t> numbers() const;
  /// A free port that no instance has, running or not.
  [[nodiscard]] Result<int> free_port() const;

 private:
  [[nodiscard]] std::filesystem::path file_of(std::int64_t number) const;

  std::filesystem::path folder_;
  Machine machine_;
};

}  // namespace ropewalk::deploy
