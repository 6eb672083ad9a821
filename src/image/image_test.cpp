// Small parts of the room: retention, differences, packing, configurations, steps, credentials.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/build/assemble.h"
#include "image/build/buildah.h"
#include "image/build/step_log.h"
#include "image/context/tar_writer.h"
#include "image/diff.h"
#include "image/gzip.h"
#include "image/registry/credentials.h"
#include "image/registry/session.h"
#include "image/retention.h"

namespace ropewalk::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ListedImage image_of(std::string digest, int hours, std::vector<std::string> tags = {}) {
  ListedImage image;
  image.digest = std::move(digest);
  image.tags = std::move(tags);
  image.created = std::chrono::system_clock::time_point(std::chrono::hours(hours));
  return image;
}

TEST(Retention, KeepsTheNewestTheDeployedAndTheNamed) {
  std::vector<ListedImage> images{image_of("old", 10),   image_of("deployed", 20),
                                  image_of("index", 25), image_of("named", 30, {"latest"}),
                                  image_of("young", 90), image_of("new", 100)};
  images[2].parts = {"part"};
  const auto decisions = decide_retention(
      images,
      {.keep = 1, .older_than = std::chrono::hours(20), .deployed = {"deployed", "part"}, .keep_tags = {"lat*"}},
      std::chrono::system_clock::time_point(std::chrono::hours(101)));
  std::vector<std::string> gone;
  for (const RetainDecision& one : decisions) {
    if (one.goes) {
      gone.push_back(one.image.digest);
    }
  }
  EXPECT_THAT(gone, ElementsAre("old"));
  EXPECT_EQ(decisions.front().why, "it is one of the newest 1");
}

TEST(Retention, WhatDoesNotSayItsAgeStays) {
  const auto decisions =
      decide_retention({image_of("a", 0)}, {.keep = 0, .older_than = {}, .deployed = {}, .keep_tags = {}}, {});
  EXPECT_FALSE(decisions[0].goes);
}

TEST(Explain, NamesTimesAndOrders) {
  EXPECT_THAT(explain_difference("a", "built 2026-01-02T03:04:05Z\n", "built 2026-01-02T03:09:05Z\n"),
              HasSubstr("a time is written in it: '2026-01-02T03:04:05Z'"));
  EXPECT_THAT(explain_difference("a", "t=1764198123\n", "t=1764198999\n"), HasSubstr("a time is written in it"));
  EXPECT_EQ(explain_difference("a", "x\ny\n", "y\nx\n"), "the same lines in another order");
  const std::string magic("\xa7\x0d\x0d\x0a\0\0\0\0", 8);
  EXPECT_THAT(explain_difference("x.pyc", magic + "11110000code", magic + "22220000code"), HasSubstr("byte code"));
  EXPECT_THAT(explain_difference("a", "seed=abc\n", "seed=xyz\n"), HasSubstr("line 1: 'abc' and 'xyz'"));
  EXPECT_EQ(explain_difference("a", "", "x"), "");
}

DiffSide side_of(const std::string& content, std::int64_t time) {
  TarWriter tar(time);
  tar.file("etc/version", content, false);
  const std::string bytes = tar.finish();
  DiffSide side;
  side.digest = digest_of(bytes);
  side.layers = {{side.digest, side.digest, [bytes] { return Result<std::string>(bytes); }}};
  return side;
}

TEST(Diff, NamesTheFileThatDiffers) {
  const auto difference = diff_images(side_of("2026-01-02 03:04:05", 1), side_of("2026-01-02 03:04:06", 2));
  ASSERT_TRUE(difference);
  EXPECT_FALSE(difference->is_same());
  ASSERT_EQ(difference->files.size(), 2U);
  EXPECT_EQ(difference->files[0].path, "etc/version");
  EXPECT_EQ(difference->files[0].kind, "content");
  EXPECT_THAT(difference->files[0].why, HasSubstr("a time is written in it"));
  EXPECT_EQ(difference->files[1].kind, "time");
  EXPECT_TRUE(diff_images(side_of("a", 1), side_of("a", 1))->is_same());
}

TEST(Buildah, SpeaksToRegistriesOfThisMachineWithoutTls) {
  BuildRequest request;
  request.bases = {"docker.io/library/python:3.13", "127.0.0.1:5000/acme/base:1", "127.0.0.1:5000/acme/other", ""};
  request.cache_from = "ghcr.io/acme/cache";
  request.cache_to = "localhost:5001/acme/cache";
  EXPECT_EQ(registries_without_tls(request),
            "\n[[registry]]\nlocation = \"127.0.0.1:5000\"\ninsecure = true\n"
            "\n[[registry]]\nlocation = \"localhost:5001\"\ninsecure = true\n");
  EXPECT_EQ(registries_without_tls({}), "");
}

TEST(Gzip, IsTheSameEachTimeAndComesBack) {
  std::string bytes(100'000, 'x');
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    bytes[i] = static_cast<char>(i * 31);
  }
  const std::string packed = *gzip(bytes);
  EXPECT_EQ(packed, *gzip(bytes));
  EXPECT_EQ(packed.substr(4, 4), std::string(4, '\0'));
  EXPECT_EQ(*gunzip(packed, bytes.size()), bytes);
  EXPECT_FALSE(gunzip(packed, bytes.size() - 1));
  EXPECT_FALSE(gunzip(packed.substr(0, packed.size() - 9), bytes.size()));
  EXPECT_FALSE(gunzip("no gzip", 100));
  EXPECT_EQ(*gunzip(*gzip(""), 0), "");
}

TEST(Config, HasNothingOfTheMachineInIt) {
  const auto docker = parse_json(
      R"({"created":"2026-01-01T00:00:00Z","container":"abc","config":{"Hostname":"h","Cmd":["x"],"Env":["SOURCE_DATE_EPOCH=7"],)"
      R"("Labels":{"io.buildah.version":"1","a":"base","b":"2"},"Healthcheck":{"Test":["CMD","y"]}},"rootfs":{"type":)"
      R"("layers","diff_ids":["sha256:1"]},"history":[{"created_by":"RUN x","comment":"FROM 123"},)"
      R"({"created_by":"/bin/sh -c #(nop) ENV SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-7}  ","empty_layer":true}]})",
      "config");
  ASSERT_TRUE(docker);
  EXPECT_EQ(make_config(docker->get_object(), {.platform = {"linux", "arm64", ""},
                                               .created = "2026-02-03T00:00:00Z",
                                               .labels = {{"a", "ours"}},
                                               .default_labels = {{"b", "no"}, {"c", "3"}},
                                               .epoch = 7}),
            R"({"created":"2026-02-03T00:00:00Z","architecture":"arm64","os":"linux","config":{"Cmd":["x"],"Labels":)"
            R"({"a":"ours","b":"2","c":"3"},"Healthcheck":{"Test":["CMD","y"]}},"rootfs":{"type":"layers","diff_ids":)"
            R"(["sha256:1"]},"history":[{"created":"2026-02-03T00:00:00Z","created_by":"RUN x"}]})");
}

TEST(StepLog, ReadsStepsOfOneStageAndOfMany) {
  EXPECT_EQ(read_step("STEP 2/5: RUN x")->number, 2);
  EXPECT_EQ(read_step("[2/3] STEP 4/5: RUN x")->stage, 2);
  EXPECT_EQ(read_step("[2/3] STEP 4/5: RUN x")->text, "RUN x");
  for (const char* line : {"STEP x", "[1/2] hello", "STEP 1/2 RUN", "step 1/2: x", "[", ""}) {
    EXPECT_FALSE(read_step(line)) << line;
  }
}

TEST(Credentials, AreReadFromDockersFile) {
  const std::string text =
      R"({"auths":{"https://index.docker.io/v1/":{"auth":"dTpw"},"ghcr.io":{"auth":"YTpiOmM="},"x.dev/team":{}},)"
      R"("credHelpers":{"gcr.io":"gcloud"}})";
  const auto of = [&](std::string_view registry) { return *read_auth_file(text, "config.json", registry); };
  EXPECT_EQ(of("docker.io").credentials->user, "u");
  EXPECT_EQ(of("ghcr.io").credentials->password, "b:c");
  EXPECT_EQ(of("gcr.io").helper, "gcloud");
  EXPECT_FALSE(of("x.dev").credentials);
  EXPECT_FALSE(of("other.dev").credentials);
  EXPECT_FALSE(read_auth_file("[", "config.json", "a"));
}

TEST(Session, ReadsChallenges) {
  const auto parameters = read_challenge(R"(Bearer realm="https://a.dev/token?x=1,2",service="s \" t", Scope=pull)");
  EXPECT_EQ(parameters.at("realm"), "https://a.dev/token?x=1,2");
  EXPECT_EQ(parameters.at("service"), "s \" t");
  EXPECT_EQ(parameters.at("scope"), "pull");
  EXPECT_TRUE(read_challenge("Basic").empty());
}

}  // namespace
}  // namespace ropewalk::image
