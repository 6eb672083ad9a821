#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/strings.h"
#include "notify/cdevents.h"
#include "notify/channels/channels.h"
#include "notify/redact.h"
#include "notify/texts.h"
#include "ports/fake/http.h"

namespace ropewalk::notify {
namespace {

using testing::HasSubstr;
using testing::Not;

Message failed() {
  Message message;
  message.id = "0123";
  message.thread = "shop/production/7/ab";
  message.what = Happening::kFailed;
  message.time = Time(std::chrono::hours(500'000));
  message.service = "shop";
  message.environment = "production";
  message.number = 7;
  message.version = "1.4.2";
  message.digest = "sha256:ab";
  message.detail = "the health path never answered";
  message.reason = "never_healthy";
  return message;
}

TEST(Message, ComesBackFromItsJson) {
  const Message message = failed();
  const auto read = message_from_json(to_json(message));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, message);
  EXPECT_FALSE(message_from_json(json::object{{"what", "nothing"}}));
}

TEST(Message, TemplatesNameWhatTheyLack) {
  EXPECT_EQ(*fill_template("{environment}: {version} {what}", failed()), "production: 1.4.2 failed");
  EXPECT_THAT(fill_template("{version", failed()).error().message, HasSubstr("brace"));
  EXPECT_THAT(fill_template("{nobody}", failed()).error().message, HasSubstr("nobody"));
}

TEST(Texts, AreCutBetweenCharacters) {
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abcd", 3), "ab…");
  EXPECT_EQ(cut("😀😀", 3), "😀…");
  EXPECT_EQ(cut("\xff", 5), "\xEF\xBF\xBD");
  for (std::size_t most = 1; most < 12; ++most) {
    EXPECT_LE(utf16_length(cut("a😀b😀c😀d", most)), most);
  }
}

TEST(Texts, AreSignedAsRfc4231Says) {
  EXPECT_EQ(hmac_sha256("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Texts, MailHeadersAreAsciiAndOneLine) {
  EXPECT_EQ(mail_header_text("Plain"), "Plain");
  EXPECT_EQ(mail_header_text("a\r\nBcc: b"), "a  Bcc: b");
  EXPECT_EQ(mail_header_text("Prüfung"), "=?UTF-8?B?UHLDvGZ1bmc=?=");
  const std::string header = mail_header_text(std::string(500, 'x') + "é");
  for (const std::string_view line : split_lines(header)) {
    EXPECT_LE(line.size(), 78U);
  }
  EXPECT_EQ(mail_date(0), "Thu, 01 Jan 1970 00:00:00 +0000");
}

TEST(Redactor, HidesKnownValuesAndWhatLooksLikeASecret) {
  const Redactor redactor({"hunter2hunter2"});
  EXPECT_EQ(redactor.clean("login hunter2hunter2 failed"), "login *** failed");
  for (const char* const text :
       {"ghp_0123456789abcdef0123", "xoxb-1234567890-abcdef", "AKIAABCDEFGHIJKLMNOP", "password=letmein",
        "https://user:letmein@example.com/", "Authorization: Bearer abcdefghijkl",
        "https://hooks.slack.com/services/T0/B0/letmein", "API_KEY: \"letmein\"",
        "-----BEGIN PRIVATE KEY-----\nletmein\n-----END PRIVATE KEY-----"}) {
    EXPECT_THAT(redactor.clean(text), HasSubstr("***")) << text;
    EXPECT_THAT(redactor.clean(text), Not(HasSubstr("letmein"))) << text;
  }
  EXPECT_EQ(redactor.clean("3 requests were cut"), "3 requests were cut");
}

/// Texts of pieces that people and programs write, with secrets of known forms and values between them.
TEST(Redactor, NoSecretIsInAHundredThousandRandomMessages) {
  const std::vector<std::string> secrets{"ghp_AbCdEfGhIjKlMnOpQrSt12", "glpat-abcdefghij0123456789",
                                         "s3cr3t-of-the-team", "AKIAQWERTYUIOPASDFGH", "xoxb-0987654321-zyxwvu"};
  const std::vector<std::string> pieces{"deploy", " ", "\n", "=",  ":", "'", "\"",      "{",
                                        "}",      "é", "😀", "\\", "/", "@", "http://x"};
  const Redactor redactor({"s3cr3t-of-the-team"});
  std::mt19937 random(7);
  for (int round = 0; round < 100'000; ++round) {
    std::string text;
    const std::string& secret = secrets[random() % secrets.size()];
    for (int piece = 0; piece < 6; ++piece) {
      text += pieces[random() % pieces.size()];
      if (piece == 3) {
        text += " " + secret + " ";
      }
    }
    ASSERT_EQ(redactor.clean(text).find(secret), std::string::npos) << text;
  }
}

TEST(Channels, LimitsHoldForAnyText) {
  std::mt19937 random(3);
  const std::vector<std::string> pieces{"word ", "😀",        "<!channel>", "&", "é", std::string(700, 'x'),
                                        "\n",    "@everyone", "*"};
  for (int round = 0; round < 300; ++round) {
    Message message = failed();
    for (std::string* const text : {&message.detail, &message.version, &message.by, &message.url, &message.reason,
                                    &message.environment, &message.audit_head}) {
      for (auto count = random() % 40; count > 0; --count) {
        *text += pieces[random() % pieces.size()];
      }
    }
    const std::string title = title_of(message);
    const json::object slack = slack_body(message, title);
    for (const json::value& block : slack.at("blocks").as_array()) {
      if (const json::value* const text = block.as_object().if_contains("text")) {
        EXPECT_LE(utf16_length(text->as_object().at("text").as_string()), 3000U);
      }
      if (const json::value* const fields = block.as_object().if_contains("fields")) {
        EXPECT_LE(fields->as_array().size(), 10U);
        for (const json::value& field : fields->as_array()) {
          EXPECT_LE(utf16_length(field.as_object().at("text").as_string()), 2000U);
        }
      }
    }
    EXPECT_THAT(to_json_text(slack), Not(HasSubstr("<!")));
    EXPECT_LE(to_json_text(teams_body(message, title)).size(), 28'000U);
    std::size_t together = 0;
    const json::object embed = discord_body(message, title).at("embeds").as_array()[0].as_object();
    together += utf16_length(embed.at("title").as_string());
    EXPECT_LE(together, 256U);
    if (const json::value* const description = embed.if_contains("description")) {
      EXPECT_LE(utf16_length(description->as_string()), 4096U);
      together += utf16_length(description->as_string());
    }
    if (const json::value* const fields = embed.if_contains("fields")) {
      for (const json::value& field : fields->as_array()) {
        EXPECT_LE(utf16_length(field.as_object().at("value").as_string()), 1024U);
        together += utf16_length(field.as_object().at("value").as_string()) +
                    utf16_length(field.as_object().at("name").as_string());
      }
    }
    EXPECT_LE(together, 6000U);
  }
}

TEST(Channels, AnswersAreReadForWhatTheyMean) {
  ports::FakeHttp http;
  const Channel channel{.name = "c", .kind = ChannelKind::kTeams, .url = "https://x/"};
  const auto sent = [&] { return send_message(channel, failed(), {}, http, {}).sent; };
  EXPECT_EQ(sent(), Sent::kUnsure);
  for (const auto& [status, what] : std::vector<std::pair<int, Sent>>{
           {202, Sent::kDone}, {429, Sent::kAgain}, {503, Sent::kAgain}, {404, Sent::kLost}, {400, Sent::kLost}}) {
    http.on("https://x/", status);
    EXPECT_EQ(sent(), what) << status;
  }
}

TEST(Channels, ABotThatMayHaveSaidItLooksFirst) {
  ports::FakeHttp http;
  const Channel channel{.name = "c", .kind = ChannelKind::kSlack, .url = "https://x", .token = "t", .room = "C1"};
  http.on("https://x/chat.postMessage", 200, R"({"ok":true})");
  http.on("https://x/conversations.history", 200,
          R"({"ok":true,"messages":[{"metadata":{"event_payload":{"id":"0123"}}}]})");
  EXPECT_EQ(send_message(channel, failed(), {.may_have_arrived = true}, http, {}).sent, Sent::kDone);
  EXPECT_EQ(http.requests().size(), 1U);
  http.on("https://x/conversations.history", 200, R"({"ok":true,"messages":[]})");
  EXPECT_EQ(send_message(channel, failed(), {.may_have_arrived = true}, http, {}).sent, Sent::kDone);
  EXPECT_EQ(http.requests().size(), 3U);
}

TEST(Channels, GithubMakesNothingTwice) {
  ports::FakeHttp http;
  const Channel channel{
      .name = "g", .kind = ChannelKind::kGithub, .url = "https://g", .token = "t", .repository = "a/b"};
  Message message = failed();
  message.commit = "c0ffee";
  http.on("https://g/repos/a/b/deployments", 200, R"([{"id":4,"payload":"{\"ropewalk\":\"shop/production/7/ab\"}"}])");
  http.on("https://g/repos/a/b/deployments/4/statuses", 200,
          R"([{"state":"failure","description":"Deployment 7 of shop to production failed: version 1.4.2"}])");
  EXPECT_EQ(send_message(channel, message, {}, http, {}).sent, Sent::kDone);
  for (const ports::HttpRequest& request : http.requests()) {
    EXPECT_EQ(request.method, "GET");
  }
}

TEST(CdEvents, HaveTheTypesOfTheSpecification) {
  Message message = failed();
  EXPECT_EQ(cdevent_type(message), "dev.cdeventsx.ropewalk-deployment.failed.0.1.0");
  message.what = Happening::kSucceeded;
  EXPECT_EQ(cdevent_type(message), "dev.cdevents.service.deployed.0.3.0");
  message.previous = 6;
  EXPECT_EQ(cdevent_type(message), "dev.cdevents.service.upgraded.0.3.0");
  const json::object event = to_cloudevent(message);
  EXPECT_EQ(event.at("data").as_object().at("subject").as_object().at("content").as_object().at("artifactId"),
            "pkg:generic/shop@1.4.2?checksum=sha256:ab");
}

}  // namespace
}  // namespace ropewalk::notify
