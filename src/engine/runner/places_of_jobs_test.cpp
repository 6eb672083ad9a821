// A job's place: which backend gives it, and that it is made and closed once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/testing/engine_bench.h"

namespace ropewalk::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr std::string_view kPlain = "on: push\njobs:\n  a: {runs-on: linux, steps: [{run: echo here}]}\n";
constexpr std::string_view kContainer =
    "on: push\njobs:\n  a: {runs-on: linux, container: 'debian:12', steps: [{run: echo here}]}\n";

TEST(PlacesOfJobs, APlaceIsMadeBeforeTheFirstStepAndClosedAfterTheLast) {
  EngineBench bench;
  bench.run(kPlain);
  EXPECT_EQ(bench.backend.prepared, 1);
  EXPECT_EQ(bench.backend.closed, 1);
}

TEST(PlacesOfJobs, AJobWhosePlaceCannotBeMadeFailsAndSaysWhy) {
  EngineBench bench;
  bench.backend.prepare_error = "the machine is on fire";
  bench.run(kPlain);
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "failure")));
  EXPECT_THAT(bench.errors(), Contains("the machine is on fire"));
}

TEST(PlacesOfJobs, WithoutARepositoryACheckoutFailsInWords) {
  EngineBench bench;
  bench.repository = nullptr;
  bench.run("on: push\njobs:\n  a: {runs-on: linux, steps: [{uses: actions/checkout@v4}]}\n");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "failure")));
  EXPECT_THAT(bench.errors(), Contains(HasSubstr("There is no git repository to check out")));
}

TEST(PlacesOfJobs, WhatIsLeftOfAPlaceIsSaidAndFailsNothing) {
  EngineBench bench;
  bench.backend.close_error = "the container is still there";
  bench.run(kPlain);
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "success")));
  EXPECT_THAT(bench.events.lines(record::LogKind::kWarning), Contains("the container is still there"));
}

TEST(PlacesOfJobs, AJobThatNoBackendSupportsIsNotRunHere) {
  EngineBench bench;
  bench.run(kContainer);
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "incomplete")));
  EngineBench with_containers;
  with_containers.backend.has_containers = true;
  with_containers.run(kContainer);
  EXPECT_THAT(with_containers.echoed(), ElementsAre("here"));
}

TEST(PlacesOfJobs, TheFirstBackendThatSupportsAJobIsItsPlace) {
  EngineBench bench;
  FakeBackend containers(bench.process, bench.files, bench.machine);
  containers.has_containers = true;
  const std::vector<Backend*> backends{&bench.backend, &containers};
  EXPECT_EQ(choose_backend(backends, {}), &bench.backend);
  EXPECT_EQ(choose_backend(backends, {.container = true, .services = false}), &containers);
  EXPECT_THAT(choose_backend({}, {}).error().message, HasSubstr("no place"));
}

}  // namespace
}  // namespace ropewalk::engine
