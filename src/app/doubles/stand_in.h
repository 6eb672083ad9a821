// What a doubled job or step becomes: a script of its own in place of what is written.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "app/doubles/doubles.h"
#include "workflow/arena.h"
#include "workflow/model.h"

namespace ropewalk::app {

/// Makes the stand-ins of one workflow and owns their texts, together with the storage of the workflow itself.
class StandIns {
 public:
  explicit StandIns(std::shared_ptr<const workflow::Arena> before);

  void replace(workflow::Job& job, const Double& with);
  void replace(workflow::Step& step, const Double& with, const SourceFile& file);

  /// For the copy of the workflow.
  [[nodiscard]] std::shared_ptr<const workflow::Arena> storage() const;

 private:
  struct Storage {
    workflow::Arena arena;
    std::shared_ptr<const workflow::Arena> before;
  };

  [[nodiscard]] workflow::Token text(std::string_view text, const workflow::Token& place);
  [[nodiscard]] const workflow::Token* keep(const workflow::Token& token);
  [[nodiscard]] const workflow::Token* mapping(const std::vector<workflow::Member>& members,
                                               const workflow::Token& place);
  /// The step's `env` with each input of the action that it called as INPUT_NAME, as an action finds it.
  [[nodiscard]] const workflow::Token* environment(const workflow::Step& step, const workflow::Token& place);
  void become_script(workflow::Step& step, const Double& with, const workflow::Token& place);

  std::shared_ptr<Storage> storage_;
};

}  // namespace ropewalk::app
