#include "app/running_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/run_note.h"
#include "ports/fake/files.h"
#include "ports/fake/random.h"

namespace ropewalk::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(RunningRuns, AreThoseWhoseProcessHoldsItsNote) {
  ports::FakeFiles files;
  ports::FakeRandom random;
  const Folders places{"/state", "/cache"};
  EXPECT_THAT(running_runs(places, files), IsEmpty());
  RunNote alive = make_run_note(random);
  alive.place = "alive-1";
  alive.runs = {RunId("11"), RunId("12")};
  RunNote gone = make_run_note(random);
  gone.place = "gone-1";
  gone.runs = {RunId("13")};
  auto lock = files.make_locked(note_file(places, alive), to_text(alive));
  files.add(note_file(places, gone), to_text(gone));
  files.add(notes_folder(places) / "odd.json", "{");
  EXPECT_THAT(running_runs(places, files), ElementsAre(RunId("11"), RunId("12")));
  lock->reset();
  EXPECT_THAT(running_runs(places, files), IsEmpty());
}

}  // namespace
}  // namespace ropewalk::app
