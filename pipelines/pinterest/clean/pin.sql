-- raw_pin -> pin: one row in, one row out, on DuckDB and Spark alike. Columns that begin with _ say
-- where a row came from and go through. '{placeholders}' stands for the list in pipeline.toml,
-- to which blank texts are added here.
SELECT
  _topic,
  _partition,
  _offset,
  _index,
  index AS ind,
  CASE WHEN unique_id IN ('{placeholders}') OR unique_id LIKE ' %' AND trim(unique_id) = ''
       THEN NULL ELSE unique_id END AS unique_id,
  CASE WHEN title IN ('{placeholders}') OR title LIKE ' %' AND trim(title) = ''
       THEN NULL ELSE title END AS title,
  CASE WHEN description IN ('{placeholders}') OR description LIKE ' %' AND trim(description) = ''
       THEN NULL ELSE description END AS description,
  -- 1.5k is 1,500: the number times its factor. What is no number ('User Info Error') is NULL.
  try_cast(round(
    try_cast(regexp_replace(trim(follower_count), '[kKmMbB]$', '') AS DOUBLE)
    * CASE lower(right(trim(follower_count), 1))
        WHEN 'k' THEN 1000
        WHEN 'm' THEN 1000000
        WHEN 'b' THEN 1000000000
        ELSE 1 END
  ) AS BIGINT) AS follower_count,
  CASE WHEN poster_name IN ('{placeholders}') OR poster_name LIKE ' %' AND trim(poster_name) = ''
       THEN NULL ELSE poster_name END AS poster_name,
  CASE WHEN tag_list IN ('{placeholders}') OR tag_list LIKE ' %' AND trim(tag_list) = ''
       THEN NULL ELSE tag_list END AS tag_list,
  CASE WHEN is_image_or_video IN ('{placeholders}')
         OR is_image_or_video LIKE ' %' AND trim(is_image_or_video) = ''
       THEN NULL ELSE is_image_or_video END AS is_image_or_video,
  CASE WHEN image_src IN ('{placeholders}') OR image_src LIKE ' %' AND trim(image_src) = ''
       THEN NULL ELSE image_src END AS image_src,
  -- 'Local save in /data/art', '/data/art', ' /data/art' and 'data/art' are all /data/art.
  CASE WHEN save_location IN ('{placeholders}')
         OR save_location LIKE ' %' AND trim(save_location) = ''
       THEN NULL
       ELSE '/' || trim(LEADING ' /' FROM replace(save_location, 'Local save in', ''))
       END AS save_location,
  CASE WHEN category IN ('{placeholders}') OR category LIKE ' %' AND trim(category) = ''
       THEN NULL ELSE category END AS category
FROM raw_pin
