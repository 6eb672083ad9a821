// The outbox on a disk, and what delivers it over services that fail.
#include "store/outbox/sqlite_outbox.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "notify/deliver.h"
#include "ports/fake/clock.h"
#include "ports/fake/http.h"
#include "ports/fake/random.h"

namespace ropewalk::store {
namespace {

using notify::Channel;
using notify::ChannelKind;
using notify::Message;
using notify::Outbox;
using notify::OutboxRow;

class OutboxTest : public ::testing::Test {
 protected:
  OutboxTest() {
    EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
    outbox_ = std::move(*open_outbox(folder_));
  }
  ~OutboxTest() override { std::filesystem::remove_all(folder_); }

  static Message message(std::string id) {
    Message made;
    made.id = std::move(id);
    made.what = notify::Happening::kFailed;
    made.environment = "production";
    made.time = ports::FakeClock().now();
    return made;
  }

  notify::DeliveryReport deliver(std::vector<Channel> channels) {
    const notify::DeliveryRules rules{.patience = std::chrono::hours(1), .keeps_pace = false};
    const ports::Wait wait = [this](std::chrono::milliseconds time, const std::stop_token&) {
      clock_.advance(time);
      return true;
    };
    const auto done =
        notify::deliver(*outbox_, channels, notify::Redactor({}), rules, {http_, clock_, random_, wait}, {});
    EXPECT_TRUE(done);
    return *done;
  }

  std::string folder_ = "/tmp/ropewalk-outbox-XXXXXX";
  std::unique_ptr<Outbox> outbox_;
  ports::FakeHttp http_;
  ports::FakeClock clock_;
  ports::FakeRandom random_;
};

TEST_F(OutboxTest, TakesAMessageOnceForEachChannelAndKnowsHowFarASourceWasRead) {
  ASSERT_TRUE(outbox_->put({{message("a"), {"x", "y"}}, {message("b"), {"x"}}}, "journal", 5));
  ASSERT_TRUE(outbox_->put({{message("a"), {"x", "y"}}}, "journal", 3));
  EXPECT_EQ(*outbox_->read_up_to("journal"), 5);
  EXPECT_EQ(*outbox_->read_up_to("other"), 0);
  EXPECT_EQ(outbox_->rows(10)->size(), 3U);
  const auto first = outbox_->first_of_each();
  ASSERT_EQ(first->size(), 2U);
  EXPECT_EQ((*first)[0].message.id, "a");
}

TEST_F(OutboxTest, DeliversInOrderAndTriesAgainWhatWasNotTaken) {
  ASSERT_TRUE(outbox_->put({{message("a"), {"x"}}, {message("b"), {"x"}}}, "journal", 2));
  int calls = 0;
  std::vector<std::string> taken;
  http_.on("https://x/", [&](const ports::HttpRequest& request) -> Result<ports::HttpResponse> {
    if (++calls % 3 != 0) {
      return calls % 2 == 0 ? Result<ports::HttpResponse>(fail(ErrorKind::kIncomplete, "cut off"))
                            : Result<ports::HttpResponse>(ports::HttpResponse{.status = 503});
    }
    taken.push_back(request.headers[1].value);
    return ports::HttpResponse{.status = 200};
  });
  const auto report = deliver({{.name = "x", .kind = ChannelKind::kWebhook, .url = "https://x/"}});
  EXPECT_EQ(report.delivered, 2);
  EXPECT_EQ(taken, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(outbox_->first_of_each()->empty());
}

TEST_F(OutboxTest, AChannelThatRefusesKeepsNobodyElseWaiting) {
  ASSERT_TRUE(outbox_->put({{message("a"), {"x", "y", "z"}}}, "journal", 1));
  http_.on("https://x/", 404);
  http_.on("https://y/", 200);
  const auto report = deliver({{.name = "x", .kind = ChannelKind::kWebhook, .url = "https://x/"},
                               {.name = "y", .kind = ChannelKind::kWebhook, .url = "https://y/"}});
  EXPECT_EQ(report.delivered, 1);
  EXPECT_EQ(report.lost, 1);
  EXPECT_EQ(report.waiting, 1);
  ASSERT_EQ(outbox_->first_of_each()->size(), 1U);
  EXPECT_EQ(outbox_->first_of_each()->front().channel, "z");
}

TEST_F(OutboxTest, WhatWasBeingSentWhenAProcessDiedMayHaveArrived) {
  ASSERT_TRUE(outbox_->put({{message("a"), {"x"}}}, "journal", 1));
  ASSERT_TRUE(outbox_->begin(outbox_->rows(1)->front().id));
  outbox_ = std::move(*open_outbox(folder_));
  http_.on("https://x/conversations.history", 200,
           R"({"ok":true,"messages":[{"metadata":{"event_payload":{"id":"a"}}}]})");
  const auto report =
      deliver({{.name = "x", .kind = ChannelKind::kSlack, .url = "https://x", .token = "t", .room = "C"}});
  EXPECT_EQ(report.delivered, 1);
  EXPECT_EQ(http_.requests().size(), 1U);
}

}  // namespace
}  // namespace ropewalk::store
