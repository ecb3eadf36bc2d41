curl --request POST \
  --url https://api-singapore.klingai.com/v1/audio/video-to-audio \
  --header 'Authorization: Bearer ' \
  --header 'Content-Type: application/json' \
  --data '{
    "video_url": "https://p1-kling.klingai.com/kcdn/cdn-kcdn112452/kling-qa-test/20fps-7s.mov",
    "external_task_id": "",
    "callback_url": ""
  }'

curl --request GET \
  --url https://api-singapore.klingai.com/v1/audio/video-to-audio/{task_id} \
  --header 'Authorization: Bearer '

curl --request GET \
  --url 'https://api-singapore.klingai.com/v1/audio/video-to-audio?pageNum=1&pageSize=30' \
  --header 'Authorization: Bearer '
